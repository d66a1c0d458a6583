import { mkdirSync, openSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { terminalText } from "../../command-line/terminal-text.ts";
import { readLogLine } from "./log-line.ts";

/** Writes CloudWatch-like lines to a file and prints one short line a delivery. */
export function createDeliveryLog(path: string, print: (line: string) => void) {
  mkdirSync(dirname(path), { recursive: true });
  // Kept open in case the file is deleted.
  const file = openSync(path, "w", 0o600);
  return (name: string, line: string): void => {
    const time = new Date();
    writeSync(file, `${time.toISOString()}  ${name.padEnd(10)}  ${terminalText(line)}\n`);
    const short = shorten(line);
    if (short !== undefined) print(screenLine(time, name, short));
  };
}

export function screenLine(time: Date, name: string, text: string): string {
  return `${time.toISOString().slice(11, 23)}  ${name.padEnd(10)}  ${terminalText(text)}`;
}

/** Undefined for the relay's empty run each minute. Other lines stay. */
function shorten(line: string): string | undefined {
  const read = readLogLine(line);
  if (read === undefined || "secret" in read) return line;
  if ("relayed" in read) {
    const { waiting, relayed, cause = "" } = read;
    const sent = waiting === undefined ? "could not read the outbox" : `${relayed} of ${waiting} sent`;
    return waiting === 0 ? undefined : `${sent}  ${cause}`.trimEnd();
  }
  if ("replay" in read) {
    const { outcome, code, event, issues = [] } = read.replay;
    return describe(outcome, code ?? (issues.join(", ") || undefined), event, "replayed");
  }
  return describe(read.outcome, read.code, read.event, `${read.durationMs} ms`);
}

function describe(outcome: string, code: string | undefined, event = "", end: string): string {
  return `${outcome.padEnd(11)}  ${(code ?? event.slice(0, 12)).padEnd(22)}  ${end}`;
}
