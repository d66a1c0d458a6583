import { onTestFinished, vi } from "vitest";

export interface CapturedOutput {
  /** Everything that was written, as it was. */
  readonly text: () => string;
  /** The lines on both streams, each as the JSON that CloudWatch would read. */
  readonly lines: () => Record<string, unknown>[];
}

/** Catches what goes to the process's two streams until the test is over. */
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
  return {
    text,
    lines: () =>
      text()
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
  };
}
