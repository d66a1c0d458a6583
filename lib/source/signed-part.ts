import { createHash } from "node:crypto";
import { clockToleranceSeconds } from "../delivery/clock-tolerance.ts";
import type { Delivery, ProvenSignature } from "../delivery/delivery.ts";
import { type JsonObject, numberOf, textOf } from "../json/json.ts";
import { blankMembers } from "../json/members.ts";
import { idempotencyKey } from "./idempotency-key.ts";
import type { Issue } from "./quarantine.ts";
import { keptSecondsOf } from "./retention.ts";

/** The part of a body that a signature covers. `signature` and `body` are digests. */
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

/** How a vendor signs part of a body. */
export interface SigningVendor {
  /** Top-level fields of the body that hold credentials. No message has them. */
  readonly credentialFields: readonly string[];
  /** The signed field with the time of sending, in seconds since 1970. It is new in every attempt. */
  readonly sentAtField: string;
}

/** The body without the values of its credentials. Every other byte stays. */
export function withoutCredentials<Kept extends Delivery>(delivery: Kept, vendor: SigningVendor): Kept {
  return { ...delivery, body: blankMembers(delivery.body, vendor.credentialFields) };
}

/** The key leaves out the time of sending, so every attempt has the same one. */
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

/** The parsed body. Signed values have their signed characters. Credentials are left out. */
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
 * An old signature could be repeated after the table has dropped it. The time of receipt decides, so a replay gives the same
 * result. Without a signed time there is nothing to check.
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
