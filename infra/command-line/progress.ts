import { terminalText } from "./terminal-text.ts";

export function print(line: string): void {
  process.stdout.write(`${terminalText(line)}\n`);
}

/** Prints to standard error, apart from the result. */
export function tell(line: string): void {
  process.stderr.write(`${terminalText(line)}\n`);
}

/** Prints a line every second from the third on. Returns a function that stops it. */
export function showProgress(describe: () => string): () => void {
  let seconds = 0;
  const timer = setInterval(() => {
    seconds += 1;
    if (seconds > 2) tell(describe());
  }, 1000);
  return () => clearInterval(timer);
}
