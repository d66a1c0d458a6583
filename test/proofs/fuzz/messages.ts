import { isDeepStrictEqual } from "node:util";
import * as v from "valibot";
import { vendors } from "../../../functions/vendors.ts";
import type { QueueMessage } from "../../../lib/intake/ports.ts";
import { eventSchemaOf } from "../../../lib/source/event-schema.ts";
import { unless } from "./faults.ts";
import { writeCarried } from "./members.ts";
import { carriedMembers } from "./pipwave-signature.ts";
import type { Request } from "./requests.ts";
import type { Stored } from "./stages.ts";

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

/** Faults of the stored messages after one authentic delivery. */
export function faultsOfMessages(
  request: Request,
  source: string,
  { events, quarantined }: Stored,
): string[] {
  const all = [...events, ...quarantined];
  if (all.length !== 1) return [`an authentic delivery left ${all.length} messages`];
  return [
    ...all.flatMap((message) => faultsOfMessage(message, source)),
    ...events.flatMap((message) => faultsOfEvent(message, request, source)),
    ...quarantined.flatMap((message) => faultsOfQuarantined(message, request, source)),
  ];
}

function faultsOfMessage(
  { body, groupId, deduplicationId, attributes }: QueueMessage,
  source: string,
): string[] {
  return [
    ...unless(acceptedText.test(body), "a message holds characters that SQS refuses"),
    ...unless(Buffer.byteLength(body) <= largestMessage - 1024, "a message is larger than SQS takes"),
    ...unless(acceptedId.test(groupId) && acceptedId.test(deduplicationId), "an id is none that SQS takes"),
    ...unless(attributes.source === source, "a message is another source's"),
  ];
}

const schemas = new Map<string, v.GenericSchema>(vendors.map((vendor) => [vendor.id, eventSchemaOf(vendor)]));

function faultsOfEvent(message: QueueMessage, { body }: Request, source: string): string[] {
  const schema = schemas.get(source);
  if (!schema || !v.is(schema, readJson(message))) return ["an event is not as its published schema says"];
  if (body.kind === "strange") return [];
  if (!body.members) return ["an event was made of what is no JSON object"];
  const { members, signing } = body;
  const carried = source === "pipwave" && signing ? carriedMembers(members, signing) : members;
  const isCarried = message.body.endsWith(`,"original":${writeCarried(carried)}}}`);
  return unless(isCarried, "an event does not carry the notification as it was received");
}

function faultsOfQuarantined(
  message: QueueMessage,
  { body, sender, target }: Request,
  source: string,
): string[] {
  const result = v.safeParse(quarantinedSchema, readJson(message));
  if (!result.success) return ["a quarantined message is not as it should be"];
  const { issues, delivery, id } = result.output;
  const isPublished = body.kind === "published" && sender === source && target === `/${source}`;
  return [
    ...unless(!issues.some(({ code }) => code === "unexpected"), "a delivery tripped over a mistake of ours"),
    ...unless(
      isKept(Buffer.from(delivery.body, "base64"), body, source),
      "a quarantined body is not as it came",
    ),
    ...unless(id === message.deduplicationId, "a quarantined message has another key than its id"),
    ...unless(!isPublished, "a published example was not understood"),
  ];
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
