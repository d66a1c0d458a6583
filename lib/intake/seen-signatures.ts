/** Made an event or a quarantined message. Holds only digests, ids and times. */
export interface SeenSignature {
  readonly signature: string;
  /** The digest of its body. */
  readonly body: string;
  /** The event's or quarantined message's id. */
  readonly id: string;
  /** Until then the same body is a duplicate. The signature counts as long as it is kept. */
  readonly until: Date;
  /** False while the message is in the outbox. */
  readonly isSent: boolean;
}

/** Its signature covers part of its body. */
export type SignedCopy = Pick<SeenSignature, "signature" | "body" | "id">;

/**
 * Compares a delivery with earlier signatures over the same values.
 *
 * Sound: without the secret, an attacker can only repeat a signature over other unsigned content. A signature counts
 * once, so such a copy makes no event. Only the vendor can make a new signature.
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

/** True for a sent or deferred message. */
export function isKnown(id: string, seen: readonly SeenSignature[], now: Date): boolean {
  return seen.some((other) => other.id === id && other.until > now);
}

/** The ids of messages with the same signature and another body. */
export function otherBodies(
  { signature, body }: SignedCopy,
  seen: readonly SeenSignature[],
): readonly string[] {
  const others = seen.filter((other) => other.signature === signature && other.body !== body);
  return [...new Set(others.map(({ id }) => id))];
}
