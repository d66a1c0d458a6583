import { createHash } from "node:crypto";
import { clockToleranceSeconds } from "../delivery/clock-tolerance.ts";
import type { Delivery, ProvenSignature } from "../delivery/delivery.ts";
import { type JsonObject, numberOf, textOf } from "../json/json.ts";
import { blankMembers } from "../json/members.ts";
import { idempotencyKey } from "./idempotency-key.ts";
import type { Issue } from "./quarantine.ts";
import { keptSecondsOf } from "./retention.ts";

/** What a signature that covers part of a body proves of it; `signature` and `body` are digests. */
export interface SignedPart {
  /** The key of the signed values in the table. */
  readonly key: string;
  readonly signature: string;
  readonly body: string;
  /** The signed values, by field. */
  readonly values: Readonly<Record<string, string>>;
  /** How long the signature counts. */
  readonly keptSeconds: number;
}

/** How a vendor that signs part of its bodies does it. */
export interface SigningVendor {
  /** Top-level fields of the body that hold credentials. They travel no further. */
  readonly credentialFields: readonly string[];
  /** The signed field with the time of sending, in seconds since 1970. It is new in every attempt. */
  readonly sentAtField: string;
}

/** The body as it may be kept: without the values of its credentials, every other byte as it came. */
export function withoutCredentials<Kept extends Delivery>(delivery: Kept, vendor: SigningVendor): Kept {
  return { ...delivery, body: blankMembers(delivery.body, vendor.credentialFields) };
}

/** The signed values without the time of sending are the same in every attempt, whatever else the body says. */
export function signedPartOf(
  { id, retentionSeconds }: { readonly id: string; readonly retentionSeconds: number },
  { body, receivedAt }: Pick<Delivery, "body" | "receivedAt">,
  { digest, values }: ProvenSignature,
  { sentAtField }: SigningVendor,
): SignedPart {
  const lasting = Object.entries(values)
    .filter(([field]) => field !== sentAtField)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const key = idempotencyKey([id, "signed", ...lasting.flat()]);
  const aheadSeconds = Number(values[sentAtField] || 0) - receivedAt.getTime() / 1000;
  const keptSeconds = keptSecondsOf({ retentionSeconds }, Number.isFinite(aheadSeconds) ? aheadSeconds : 0);
  return {
    key,
    values,
    keptSeconds,
    signature: digest,
    body: createHash("sha256").update(body).digest("base64url"),
  };
}

/** The parsed body with every signed value as it was signed, and without credentials. */
export function respell(
  body: JsonObject,
  { values }: ProvenSignature,
  { credentialFields }: SigningVendor,
): JsonObject {
  const members = Object.entries(body)
    .filter(([field]) => !credentialFields.includes(field))
    .map(([field, value]) => {
      // No field of the body finds what an object inherits.
      const text = Object.hasOwn(values, field) ? values[field] : undefined;
      if (text === undefined || text === "" || text === textOf(value)) return [field, value] as const;
      return [field, typeof value === "string" ? text : numberOf(text)] as const;
    });
  return Object.fromEntries(members);
}

/**
 * A signature without an age could be repeated once the table has forgotten it. Judged by when the delivery came in, so that a
 * replay says the same. Where no time was signed there is nothing to judge.
 */
export function faultOfAge(
  { sentAtField }: SigningVendor,
  { values }: ProvenSignature,
  receivedAt: Date,
  retentionSeconds: number,
): Issue | undefined {
  const sentAt = values[sentAtField];
  if (!sentAt) return undefined;
  const ageSeconds = receivedAt.getTime() / 1000 - Number(sentAt);
  const path = `body.${sentAtField}`;
  if (ageSeconds > retentionSeconds) return { code: "stale", path };
  return ageSeconds >= -clockToleranceSeconds ? undefined : { code: "ahead", path };
}
