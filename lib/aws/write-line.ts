import type { DeliveryLine, RedriveLine, ReplayLine } from "../log-lines.ts";

/** One line, whatever is in it: JSON escapes line breaks. Lambda hands on what is JSON already as it is. */
export function writeLine(line: DeliveryLine | ReplayLine | RedriveLine): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
