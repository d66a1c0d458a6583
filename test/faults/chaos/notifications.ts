import { type SourceId, sources } from "../../../functions/sources.ts";
import { listExamples, readExample } from "../../../infra/local/vendors.ts";
import { type JsonObject, textOf } from "../../../lib/json.ts";
import type { Vendor } from "../../../lib/vendor.ts";
import type { Random } from "./random.ts";

/**
 * `repeatable`: two distinct ones can be identical, so that every delivery counts. `not_understood`: authentic, but without
 * what makes an identity. `forged`: with credentials that somebody made up.
 */
export type Kind = "understood" | "repeatable" | "not_understood" | "forged";

export interface Notification {
  readonly source: SourceId;
  readonly kind: Kind;
  readonly body: JsonObject;
  /** The vendor's own ids; no two notifications have the same. */
  readonly identity: string;
  /** How many of it the vendor sends at once. */
  readonly copies: number;
}

/** What one person, image or session gives rise to: each notification is sent when the one before it was settled. */
export type Subject = readonly Notification[];

/** The vendors' fields that name a notification, and the one that names what it is about (their pages; README, `references`). */
const idFields: Readonly<Record<SourceId, { readonly subject: string; readonly others: readonly string[] }>> =
  {
    thales: { subject: "ImageId", others: ["ImageState", "RejectionCode", "ImageCheckingTimeStamp"] },
    pipwave: { subject: "session_token", others: ["pd_id", "verification_status"] },
    frankieone: {
      subject: "entityId",
      others: ["requestId", "notificationType", "function", "functionResult"],
    },
    yoti: { subject: "session_id", others: ["topic"] },
  };

/** Yoti's topics that can come twice for the same ids (ADR 8). */
const repeatableTopics = [
  "resource_update",
  "new_pdf_supplied",
  "instructions_email_requested",
  "thank_you_email_requested",
];

/** Changes that leave an authentic delivery without what makes an identity, but with the id of its subject. */
const mutilations: Readonly<Record<SourceId, JsonObject>> = {
  thales: { ImageState: null },
  pipwave: { verification_status: "not understood" },
  frankieone: { requestId: null },
  yoti: { topic: null },
};

export function subjectOf(source: SourceId, body: JsonObject): string {
  return textOf(body[idFields[source].subject]) ?? "";
}

export function identityOf(source: SourceId, body: JsonObject): string {
  const { subject, others } = idFields[source];
  return [source, ...[subject, ...others].map((field) => textOf(body[field]) ?? "")].join(" ");
}

/** Notifications without an end: about 5 % forged, 3 % not understood, the others one to five a subject. */
export function* createSubjects(source: SourceId, vendor: Vendor, random: Random): Generator<Subject> {
  const examples = listExamples(source).map((name) => readExample(source, name));
  for (;;) {
    const uuid = random.uuid();
    const aboutOne = (example: JsonObject) => vendor.about(example, uuid);
    const copies = () => (random.chance(0.2) ? random.between(2, 3) : 1);
    const dice = random.next();
    if (dice < 0.05) yield [write(source, "forged", aboutOne(random.pick(examples)), copies())];
    else if (dice < 0.08) {
      const body = { ...aboutOne(random.pick(examples)), ...mutilations[source] };
      yield [write(source, "not_understood", body, copies())];
    } else {
      const chosen = random.shuffle(examples).slice(0, random.between(1, 5));
      yield chosen.map(aboutOne).map((body) => write(source, kindOf(source, body), body, copies()));
    }
  }
}

function write(source: SourceId, kind: Kind, body: JsonObject, copies: number): Notification {
  return { source, kind, body, identity: identityOf(source, body), copies };
}

function kindOf(source: SourceId, body: JsonObject): Kind {
  const isRepeatable = source === "yoti" && repeatableTopics.includes(textOf(body.topic) ?? "");
  return isRepeatable ? "repeatable" : "understood";
}

export const sourceIds: readonly SourceId[] = sources.map(({ id }) => id);
