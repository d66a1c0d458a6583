import { onTestFinished, vi } from "vitest";

/** Catches both process streams until the test ends. */
export function captureOutput() {
  const chunks: string[] = [];
  for (const stream of [process.stdout, process.stderr]) {
    const spy = vi.spyOn(stream, "write").mockImplementation((chunk) => {
      chunks.push(String(chunk));
      return true;
    });
    onTestFinished(() => spy.mockRestore());
  }
  const text = () => chunks.join("");
  /** Both streams' lines as CloudWatch's JSON. */
  const lines = (): object[] =>
    text()
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  return { text, lines };
}
