/** The stack declares them. The functions write them. */
export const tableAttributes = {
  /** Partition key, a string: the hexadecimal idempotency key. */
  key: "key",
  /** The item's end in seconds since 1970, a number. DynamoDB deletes it days later. */
  expiresAt: "expiresAt",
  /** A deferred message's source, a string. Other items stay out of the index. */
  deferred: "deferred",
  /** Milliseconds since 1970, a number. Orders the index. */
  deferredAtMs: "deferredAtMs",
  /** A deferred message's group, a string. The index includes it. */
  groupId: "groupId",
  /** A string set: the signatures of the same signed values. */
  signatures: "signatures",
} as const;

/** By source, oldest first. */
export const outboxIndex = "deferred";
