import { terminalText } from "./terminal-text.ts";

/** What is said to a person, apart from the result. */
export function tell(line: string): void {
  process.stderr.write(`${terminalText(line)}\n`);
}

/** Every second, from the third on: a short run needs none. Returns what ends it. */
export function showProgress(describe: () => string): () => void {
  let seconds = 0;
  const timer = setInterval(() => {
    seconds += 1;
    if (seconds > 2) tell(describe());
  }, 1000);
  return () => clearInterval(timer);
}
