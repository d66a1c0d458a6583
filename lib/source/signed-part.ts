import { hash } from "node:crypto";
import { clockToleranceSeconds } from "../delivery/clock-tolerance.ts";
import type { Delivery, ProvenSignature } from "../delivery/delivery.ts";
import { type JsonObject, numberOf, textOf } from "../json/json.ts";
import { blankMembers } from "../json/members.ts";
import { idempotencyKey } from "./idempotency-key.ts";
import type { Issue } from "./quarantine.ts";
import { keptSecondsOf } from "./retention.ts";

/** The signed part of a body. `signature` and `body` are digests. */
export interface SignedPart {
  /** The signed values' key in the table. */
  readonly key: string;
  readonly signature: string;
  readonly body: string;
  /** The signed values, by field. */
  readonly values: Readonly<Record<string, string>>;
  /** How long the signature counts. */
  readonly keptSeconds: number;
}

export interface SigningVendor {
  /** Top-level credential fields. No message has them. */
  readonly credentialFields: readonly string[];
  /** The signed sending time, in seconds since 1970. New in every attempt. */
  readonly sentAtField: string;
}

/** Empties the credentials. Every other byte stays. */
export function withoutCredentials<Kept extends Delivery>(delivery: Kept, vendor: SigningVendor): Kept {
  return { ...delivery, body: blankMembers(delivery.body, vendor.credentialFields) };
}

/** The sending time is no part of the key. */
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
    body: hash("sha256", body, "base64url"),
  };
}

/** The body without credentials, signed characters kept. */
export function respell(
  body: JsonObject,
  { values }: ProvenSignature,
  { credentialFields }: SigningVendor,
): JsonObject {
  const members = Object.entries(body)
    .filter(([field]) => !credentialFields.includes(field))
    .map(([field, value]) => {
      // Own properties only: no field finds `constructor`.
      const text = Object.hasOwn(values, field) ? values[field] : undefined;
      if (text === undefined || text === "" || text === textOf(value)) return [field, value] as const;
      return [field, typeof value === "string" ? text : numberOf(text)] as const;
    });
  return Object.fromEntries(members);
}

/**
 * An old signature could be repeated once the table drops it. The time of receipt decides, so replays agree. No signed time
 * means no check.
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
