import * as v from "valibot";
import type { OutboxMessage } from "../intake/ports.ts";
import { isJsonObject, type JsonObject, maxBodyDepth, parseJson, stringifyJson } from "../json/json.ts";
import { digestOf } from "../source/idempotency-key.ts";
import { restoreDelivery, writeQuarantined } from "../source/quarantine.ts";
import { retentionSecondsOf } from "../source/retention.ts";

const eventSchema = v.object({
  id: v.string(),
  source: v.string(),
  recordedtime: v.string(),
  correlationid: v.string(),
  data: v.object({ original: v.custom<JsonObject>(isJsonObject) }),
});

/**
 * Turns a deferred event into an altered copy for the quarantine. Another body came under its signature while the
 * table was down, so its delivery could not see it.
 */
export function quarantineCopy(
  { message, signed, ...deferred }: OutboxMessage,
  copyOf: readonly string[],
): OutboxMessage {
  if (!signed) throw new TypeError("only a signed message has altered copies");
  const reading = parseJson(Buffer.from(message.body), 2 * maxBodyDepth);
  const event = v.parse(eventSchema, reading.ok ? reading.value : undefined);
  const key = signed.copyId;
  const issues = [{ code: "altered_copy" }];
  const delivery = restoreDelivery({
    ...event,
    id: key,
    issues,
    delivery: {
      id: key,
      pathParameters: {},
      contentType: "application/json",
      body: Buffer.from(stringifyJson(event.data.original)).toString("base64"),
      proven: { signature: { digest: signed.signature, values: signed.values } },
    },
  });
  const body = writeQuarantined(event.source, key, delivery, issues, copyOf);
  const attributes = { source: event.source, type: "quarantined", outcome: undefined };
  const groupId = `${event.source}.${digestOf(key)}`;
  return {
    ...deferred,
    queue: "quarantine",
    message: { body, groupId, deduplicationId: key, attributes },
    retentionSeconds: retentionSecondsOf("quarantine", deferred),
  };
}
