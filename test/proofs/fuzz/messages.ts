import { isDeepStrictEqual } from "node:util";
import type * as v from "valibot";
import { vendors } from "../../../functions/vendors.ts";
import { parseAs } from "../../../infra/acceptance/received.ts";
import type { QueueMessage } from "../../../lib/intake/ports.ts";
import { eventSchemaOf } from "../../../lib/source/event-schema.ts";
import { quarantinedSchema } from "../../support/vendor-harness.ts";
import { writeCarried } from "./members.ts";
import { carriedMembers } from "./pipwave-signature.ts";
import type { Request } from "./requests.ts";
import type { Stored } from "./stages.ts";

/** SendMessage: #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF, one mebibyte at most. */
const acceptedText = /^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]*$/u;
const largestMessage = 1_048_576;
/** SQS: up to 128 letters, digits and punctuation marks. */
const acceptedId = /^[\x21-\x7e]{1,128}$/;

/** The sentences that are true. */
export function faultsAmong(faults: Readonly<Record<string, boolean>>): string[] {
  return Object.entries(faults).flatMap(([fault, isThere]) => (isThere ? [fault] : []));
}

/** Faults of the stored messages after one authentic delivery. */
export function faultsOfMessages(
  request: Request,
  source: string | undefined,
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

function faultsOfMessage(message: QueueMessage, source: string | undefined): string[] {
  const { body, groupId, deduplicationId, attributes } = message;
  return faultsAmong({
    "a message holds characters that SQS refuses": !acceptedText.test(body),
    "a message is larger than SQS takes": Buffer.byteLength(body) > largestMessage - 1024,
    "an id is none that SQS takes": ![groupId, deduplicationId].every((id) => acceptedId.test(id)),
    "a message is another source's": attributes.source !== source,
  });
}

const schemas = new Map<string | undefined, v.GenericSchema>(
  vendors.map((vendor) => [vendor.id, eventSchemaOf(vendor)]),
);

function faultsOfEvent(message: QueueMessage, { body }: Request, source: string | undefined): string[] {
  const schema = schemas.get(source);
  if (!schema || !parseAs(schema, message.body)) return ["an event is not as its published schema says"];
  if (body.kind === "strange") return [];
  if (!body.members) return ["an event was made of what is no JSON object"];
  const { members, signing } = body;
  const carried = source === "pipwave" && signing ? carriedMembers(members, signing) : members;
  return faultsAmong({
    "an event does not carry the notification as it was received": !message.body.endsWith(
      `,"original":${writeCarried(carried)}}}`,
    ),
  });
}

function faultsOfQuarantined(message: QueueMessage, request: Request, source: string | undefined): string[] {
  const quarantined = parseAs(quarantinedSchema, message.body);
  if (!quarantined) return ["a quarantined message is not as it should be"];
  const { issues, delivery, id } = quarantined;
  const { body, sender, target } = request;
  const kept = Buffer.from(delivery.body, "base64");
  return faultsAmong({
    "a delivery tripped over a mistake of ours": issues.some(({ code }) => code === "unexpected"),
    "a quarantined body is not as it came": !isKept(kept, body, source),
    "a quarantined message has another key than its id": id !== message.deduplicationId,
    "a published example was not understood":
      body.kind === "published" && sender === source && target === `/${source}`,
  });
}

/** Byte for byte, except for the vendor's proofs. */
function isKept(kept: Buffer, { bytes, signing }: Request["body"], source: string | undefined): boolean {
  if (source !== "pipwave" || !signing) return kept.equals(bytes);
  const blanked = { ...JSON.parse(withoutMark(bytes)) };
  for (const name of ["signature", "api_key"]) if (Object.hasOwn(blanked, name)) blanked[name] = "";
  return isDeepStrictEqual(JSON.parse(withoutMark(kept)), blanked) && !kept.includes(signing.signature);
}

function withoutMark(bytes: Buffer): string {
  return bytes.toString("utf8").replace(/^\uFEFF/, "");
}
