import * as v from "valibot";
import type { RunningIntake } from "./intake.ts";

const eventSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ type: v.string(), id: v.string(), data: v.object({ outcome: v.string() }) }),
);

/** Prints each event that SQS takes. No subject: pipwave's is a session token. */
export function printEvents({ aws, endpoints }: RunningIntake, print: (text: string) => void): void {
  aws.sent.subscribe(({ QueueUrl, MessageBody }) => {
    const event = v.safeParse(eventSchema, MessageBody);
    if (!event.success || QueueUrl !== endpoints.queueUrl) return;
    const { type, id, data } = event.output;
    print(`${type.padEnd(32)}  ${data.outcome.padEnd(7)}  ${id.slice(0, 12)}`);
  });
}
