import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import * as v from "valibot";

const lineSchema = v.object({
  message: v.literal("delivery"),
  timestamp: v.string(),
  source: v.string(),
  outcome: v.string(),
  status: v.number(),
  durationMs: v.number(),
  code: v.optional(v.string()),
  event: v.optional(v.string()),
});

/** Keeps every line of the functions in a file, and shows a person one short line a delivery. */
export function createDeliveryLog(path: string, print: (line: string) => void) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, "", { mode: 0o600 });
  return (_functionId: string, line: string): void => {
    appendFileSync(path, `${line}\n`);
    const short = shorten(line);
    if (short !== undefined) print(short);
  };
}

/** Undefined for a line of metrics; a line that is neither is shown as it is, since something is wrong then. */
function shorten(line: string): string | undefined {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson()), line);
  if (!parsed.success) return line;
  if (v.is(v.looseObject({ _aws: v.unknown() }), parsed.output)) return undefined;
  const delivery = v.safeParse(lineSchema, parsed.output);
  if (!delivery.success) return line;
  const { timestamp, source, outcome, status, durationMs, code, event } = delivery.output;
  const detail = code ?? event?.slice(0, 12) ?? "";
  return `${timestamp.slice(11, 23)}  ${source.padEnd(10)}  ${status}  ${outcome.padEnd(11)}  ${detail.padEnd(22)}  ${durationMs} ms`;
}
