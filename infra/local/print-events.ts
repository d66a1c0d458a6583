import * as v from "valibot";
import { consumersOf } from "../endpoints/endpoints.ts";
import type { RunningIntake } from "./intake.ts";

const eventSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ type: v.string(), id: v.string(), data: v.object({ outcome: v.string() }) }),
);

/** Prints each event that SQS or SNS takes, and the consumers that get it if there are several. No subject: pipwave's is a session token. */
export function printEvents({ aws, endpoints }: RunningIntake, print: (text: string) => void): void {
  aws.sent.subscribe((message) => {
    const consumers = consumersOf(message.queueUrls, endpoints);
    const event = v.safeParse(eventSchema, message.body);
    if (!event.success || !consumers) return;
    const { type, id, data } = event.output;
    const takers =
      Object.keys(endpoints.consumers).length > 1 ? `  ${consumers.join(", ") || "no consumer"}` : "";
    print(`${type.padEnd(32)}  ${data.outcome.padEnd(7)}  ${id.slice(0, 12)}${takers}`);
  });
}
