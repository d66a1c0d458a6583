/** The attributes of the table. The stack declares them, and the functions write them. */
export const tableAttributes = {
  /** Partition key, a string: the idempotency key in hexadecimal. */
  key: "key",
  /** A number, in seconds since 1970: the item counts until then. DynamoDB deletes it some days later. */
  expiresAt: "expiresAt",
  /** Of a deferred message, a string: its source. Other items are not in the outbox index. */
  deferred: "deferred",
  /** Of a deferred message, a number: milliseconds since 1970. It orders the index. */
  deferredAtMs: "deferredAtMs",
  /** Of a deferred message, a string: its message group. The index repeats it. */
  groupId: "groupId",
  /** Of signed values, a set of strings: the signatures seen with them. */
  signatures: "signatures",
} as const;

/** The index of the outbox: by source, oldest first. */
export const outboxIndex = "deferred";
