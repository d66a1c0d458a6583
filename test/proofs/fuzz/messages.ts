import { isDeepStrictEqual } from "node:util";
import * as v from "valibot";
import { vendors } from "../../../functions/vendors.ts";
import type { QueueMessage } from "../../../lib/intake/ports.ts";
import { eventSchemaOf } from "../../../lib/source/event-schema.ts";
import { writeCarried } from "./members.ts";
import { carriedMembers } from "./pipwave-signature.ts";
import type { Request } from "./request.ts";
import type { Stored } from "./stages.ts";

/** Faults, each with whether it is absent. */
export type Checks = Readonly<Record<string, boolean>>;

/** SendMessage: #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF, one mebibyte at most. */
const acceptedText = /^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]*$/u;
const largestMessage = 1_048_576;
/** SQS: up to 128 letters, digits and punctuation marks. */
const acceptedId = /^[\x21-\x7e]{1,128}$/;

const quarantinedSchema = v.object({
  id: v.string(),
  source: v.string(),
  recordedtime: v.pipe(v.string(), v.isoTimestamp()),
  correlationid: v.string(),
  issues: v.pipe(v.array(v.object({ code: v.string(), path: v.optional(v.string()) })), v.minLength(1)),
  delivery: v.object({ body: v.string() }),
});
const schemas = new Map<string, v.GenericSchema>(vendors.map((vendor) => [vendor.id, eventSchemaOf(vendor)]));

/** One authentic delivery leaves one message. */
export function checkMessages(request: Request, source: string, { events, quarantined }: Stored): Checks {
  const [message, ...others] = [...events, ...quarantined];
  if (!message || others.length > 0) return { "an authentic delivery left no message, or several": false };
  const { body, groupId, deduplicationId, attributes } = message;
  return {
    "a message holds characters that SQS refuses": acceptedText.test(body),
    "a message is larger than SQS takes": Buffer.byteLength(body) <= largestMessage - 1024,
    "an id is none that SQS takes": acceptedId.test(groupId) && acceptedId.test(deduplicationId),
    "a message is another source's": attributes.source === source,
    ...(events.length > 0 ? checkEvent : checkQuarantined)(message, request, source),
  };
}

function checkEvent(message: QueueMessage, { body }: Request, source: string): Checks {
  const { members, signing } = body;
  const carried = source === "pipwave" && signing && members ? carriedMembers(members, signing) : members;
  const schema = schemas.get(source);
  const isWhole = carried && message.body.endsWith(`,"original":${writeCarried(carried)}}}`);
  return {
    "an event is not as its published schema says": schema !== undefined && v.is(schema, readJson(message)),
    // Bytes of any kind may be an object.
    "an event was made of what is no JSON object": body.kind === "strange" || members !== undefined,
    "an event does not carry the notification as it was received":
      body.kind === "strange" || isWhole === true,
  };
}

function checkQuarantined(
  message: QueueMessage,
  { body, sender, target, ownTarget }: Request,
  source: string,
): Checks {
  const result = v.safeParse(quarantinedSchema, readJson(message));
  if (!result.success) return { "a quarantined message is not as it should be": false };
  const { issues, delivery, id } = result.output;
  const isPublished = body.kind === "published" && sender === source && target === ownTarget;
  return {
    "a delivery tripped over a mistake of ours": !issues.some(({ code }) => code === "unexpected"),
    "a quarantined body is not as it came": isKept(Buffer.from(delivery.body, "base64"), body, source),
    "a quarantined message has another key than its id": id === message.deduplicationId,
    "a published example was not understood": !isPublished,
  };
}

/** Byte for byte, except for the vendor's proofs. */
function isKept(kept: Buffer, { bytes, signing }: Request["body"], source: string): boolean {
  if (source !== "pipwave" || !signing) return kept.equals(bytes);
  const blanked = { ...JSON.parse(withoutMark(bytes)) };
  for (const name of ["signature", "api_key"]) if (Object.hasOwn(blanked, name)) blanked[name] = "";
  return isDeepStrictEqual(JSON.parse(withoutMark(kept)), blanked) && !kept.includes(signing.signature);
}

function withoutMark(bytes: Buffer): string {
  return bytes.toString("utf8").replace(/^\uFEFF/, "");
}

function readJson({ body }: QueueMessage): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
