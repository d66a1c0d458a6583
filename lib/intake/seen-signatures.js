/**
 * What a delivery is beside the signatures that were seen with the same signed values.
 *
 * Why this is sound: without the secret an attacker can only repeat a signature, with other unsigned content. A signature
 * counts once, so such a copy is never more than a copy. A signature that was not seen is the vendor speaking.
 */
export function compareWithSeen(copy, seen, now) {
  const isSame = (one) => one.signature === copy.signature && one.body === copy.body;
  if (seen.some((one) => isSame(one) && one.until > now)) return "duplicate";
  if (otherBodies(copy, seen).length > 0) return "altered";
  return isKnown(copy.id, seen, now) ? "duplicate" : "new";
}
/** Whether a message with this id was sent, or waits for its queue. */
export function isKnown(id, seen, now) {
  return seen.some((one) => one.id === id && one.until > now);
}
/** What came under the same signature with another body. */
export function otherBodies({ signature, body }, seen) {
  return seen.filter((one) => one.signature === signature && one.body !== body);
}
