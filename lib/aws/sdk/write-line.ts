import type { DeliveryLine, RelayLine, ReplayLine, SecretLine } from "../../wiring/log-lines.ts";

/**
 * JSON escapes line breaks. Lambda passes JSON unchanged, but reads a level only beside a time
 * (https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html).
 */
export function writeLine(line: DeliveryLine | ReplayLine | RelayLine | SecretLine): void {
  const hasLevel = "level" in line && line.level !== undefined;
  const stamped = hasLevel ? { timestamp: new Date().toISOString(), ...line } : line;
  process.stdout.write(`${JSON.stringify(stamped)}\n`);
}
