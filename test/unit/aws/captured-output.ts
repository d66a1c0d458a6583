import { onTestFinished, vi } from "vitest";

export interface CapturedOutput {
  readonly text: () => string;
  /** Both streams' lines as CloudWatch's JSON. */
  readonly lines: () => Record<string, unknown>[];
}

/** Catches both process streams until the test ends. */
export function captureOutput(): CapturedOutput {
  const chunks: string[] = [];
  for (const stream of [process.stdout, process.stderr]) {
    const spy = vi.spyOn(stream, "write").mockImplementation((chunk) => {
      chunks.push(String(chunk));
      return true;
    });
    onTestFinished(() => spy.mockRestore());
  }
  const text = () => chunks.join("");
  const linesOf = (written: string) => written.split("\n").filter(Boolean);
  return { text, lines: () => linesOf(text()).map((line) => JSON.parse(line)) };
}
