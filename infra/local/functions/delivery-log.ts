import { mkdirSync, openSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import * as v from "valibot";
import { terminalText } from "../../command-line/terminal-text.ts";

const deliverySchema = v.object({
  outcome: v.string(),
  durationMs: v.number(),
  code: v.optional(v.string()),
  event: v.optional(v.string()),
});
const replaySchema = v.object({
  replay: v.object({
    ...v.omit(deliverySchema, ["durationMs"]).entries,
    issues: v.optional(v.array(v.string()), []),
  }),
});
const relaySchema = v.object({
  waiting: v.optional(v.number()),
  relayed: v.number(),
  cause: v.optional(v.string(), ""),
});
const lineSchema = v.pipe(v.string(), v.parseJson(), v.union([deliverySchema, replaySchema, relaySchema]));

/**
 * Keeps every line of the functions in a file, with what CloudWatch knows of it: when, and of which function. Shows a
 * person one short line a delivery.
 */
export function createDeliveryLog(path: string, print: (line: string) => void) {
  mkdirSync(dirname(path), { recursive: true });
  // Kept open: whoever deletes the file while the intake runs loses the log, and not the intake.
  const file = openSync(path, "w", 0o600);
  return (name: string, line: string): void => {
    const time = new Date();
    writeSync(file, `${time.toISOString()}  ${name.padEnd(10)}  ${terminalText(line)}\n`);
    const short = shorten(line);
    if (short !== undefined) print(screenLine(time, name, short));
  };
}

/** A line on the screen: when, who and what, whatever is in it. */
export function screenLine(time: Date, name: string, text: string): string {
  return `${time.toISOString().slice(11, 23)}  ${name.padEnd(10)}  ${terminalText(text)}`;
}

/** Undefined for a run of the relay that met nothing, of which there is one every minute; any other line is shown as it is. */
function shorten(line: string): string | undefined {
  const { success, output } = v.safeParse(lineSchema, line);
  if (!success) return line;
  if ("relayed" in output) return output.waiting === 0 ? undefined : describeRelay(output);
  if ("replay" in output) {
    const { issues, ...replayed } = output.replay;
    return describe({ code: issues.join(", ") || undefined, ...replayed }, "replayed");
  }
  return describe(output, `${output.durationMs} ms`);
}

/** A run that could not look does not know what waits. */
function describeRelay({ waiting, relayed, cause }: v.InferOutput<typeof relaySchema>): string {
  const sent = waiting === undefined ? "could not look" : `${relayed} of ${waiting} sent`;
  return `${sent}  ${cause}`.trimEnd();
}

function describe(
  { outcome, code, event }: Omit<v.InferOutput<typeof deliverySchema>, "durationMs">,
  end: string,
): string {
  const detail = code ?? event?.slice(0, 12) ?? "";
  return `${outcome.padEnd(11)}  ${detail.padEnd(22)}  ${end}`;
}
