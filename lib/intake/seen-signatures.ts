/** A signature that has made an event or a quarantined message. All that it holds are digests, ids and times. */
export interface SeenSignature {
  readonly signature: string;
  /** The digest of the body that came with it. */
  readonly body: string;
  /** The id of the event or of the quarantined message. */
  readonly id: string;
  /** Until then the same body is a duplicate. The signature itself counts for as long as it is kept. */
  readonly until: Date;
  /** False while the message waits in the table for its queue. */
  readonly isSent: boolean;
}

/** A delivery whose signature covers part of its body. */
export type SignedCopy = Pick<SeenSignature, "signature" | "body" | "id">;

/**
 * What a delivery is beside the signatures that were seen with the same signed values.
 *
 * Why this is sound: without the secret an attacker can only repeat a signature, with other unsigned content. A signature
 * counts once, so such a copy is never more than a copy. A signature that was not seen is the vendor speaking.
 */
export function compareWithSeen(
  copy: SignedCopy,
  seen: readonly SeenSignature[],
  now: Date,
): "new" | "duplicate" | "altered" {
  const isSame = (one: SeenSignature) => one.signature === copy.signature && one.body === copy.body;
  if (seen.some((one) => isSame(one) && one.until > now)) return "duplicate";
  if (otherBodies(copy, seen).length > 0) return "altered";
  return isKnown(copy.id, seen, now) ? "duplicate" : "new";
}

/** Whether a message with this id was sent, or waits for its queue. */
export function isKnown(id: string, seen: readonly SeenSignature[], now: Date): boolean {
  return seen.some((one) => one.id === id && one.until > now);
}

/** What came under the same signature with another body. */
export function otherBodies(
  { signature, body }: SignedCopy,
  seen: readonly SeenSignature[],
): readonly SeenSignature[] {
  return seen.filter((one) => one.signature === signature && one.body !== body);
}
