/** A signature that made an event or a quarantined message. It holds digests, ids and times only. */
export interface SeenSignature {
  readonly signature: string;
  /** The digest of the body that came with it. */
  readonly body: string;
  /** The id of the event or of the quarantined message. */
  readonly id: string;
  /** The same body is a duplicate until then. The signature counts for as long as it is kept. */
  readonly until: Date;
  /** False while the message is in the outbox. */
  readonly isSent: boolean;
}

/** A delivery whose signature covers part of its body. */
export type SignedCopy = Pick<SeenSignature, "signature" | "body" | "id">;

/**
 * Compares a delivery with the signatures that came before with the same signed values.
 *
 * This is sound: without the secret, an attacker can only repeat a signature over other unsigned content. A signature counts
 * once, so such a copy makes no event. A new signature can only be the vendor's.
 */
export function compareWithSeen(
  copy: SignedCopy,
  seen: readonly SeenSignature[],
  now: Date,
): "new" | "duplicate" | "altered" {
  const { signature, body } = copy;
  const isSeen = seen.some(
    (other) => other.signature === signature && other.body === body && other.until > now,
  );
  if (isSeen) return "duplicate";
  if (otherBodies(copy, seen).length > 0) return "altered";
  return isKnown(copy.id, seen, now) ? "duplicate" : "new";
}

/** Whether a message with this id was sent or is deferred. */
export function isKnown(id: string, seen: readonly SeenSignature[], now: Date): boolean {
  return seen.some((other) => other.id === id && other.until > now);
}

/** Those with the same signature and another body. */
export function otherBodies(
  { signature, body }: SignedCopy,
  seen: readonly SeenSignature[],
): readonly SeenSignature[] {
  return seen.filter((other) => other.signature === signature && other.body !== body);
}
