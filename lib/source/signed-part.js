import { createHash } from "node:crypto";
import { clockToleranceSeconds } from "../delivery/clock-tolerance.ts";
import { keptSecondsOf } from "../intake/retention.ts";
import { numberOf, textOf } from "../json/json.ts";
import { blankMembers } from "../json/members.ts";
import { idempotencyKey } from "./idempotency-key.ts";
/** The body as it may be kept: without the values of its credentials, every other byte as it came. */
export function withoutCredentials(delivery, vendor) {
  return { ...delivery, body: blankMembers(delivery.body, vendor.credentialFields) };
}
/** The signed values without the time of sending are the same in every attempt, whatever else the body says. */
export function signedPartOf(
  { id, retentionSeconds },
  { body, receivedAt },
  { digest, values },
  { sentAtField },
) {
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
export function respell(body, { values }, { credentialFields }) {
  const members = Object.entries(body)
    .filter(([field]) => !credentialFields.includes(field))
    .map(([field, value]) => {
      // No field of the body finds what an object inherits.
      const text = Object.hasOwn(values, field) ? values[field] : undefined;
      if (text === undefined || text === "" || text === textOf(value)) return [field, value];
      return [field, typeof value === "string" ? text : numberOf(text)];
    });
  return Object.fromEntries(members);
}
/**
 * A signature without an age could be repeated once the table has forgotten it. Judged by when the delivery came in, so that a
 * replay says the same. Where no time was signed there is nothing to judge.
 */
export function faultOfAge({ sentAtField }, { values }, receivedAt, retentionSeconds) {
  const sentAt = values[sentAtField];
  if (!sentAt) return undefined;
  const ageSeconds = receivedAt.getTime() / 1000 - Number(sentAt);
  const path = `body.${sentAtField}`;
  if (ageSeconds > retentionSeconds) return { code: "stale", path };
  return ageSeconds >= -clockToleranceSeconds ? undefined : { code: "ahead", path };
}
