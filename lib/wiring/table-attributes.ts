/** The attributes of the table, named once for the stack that declares them and the code that writes them. */
export const tableAttributes = {
  /** Partition key, a string: the idempotency key in hexadecimal. */
  key: "key",
  /** Seconds since 1970 after which the item no longer counts; DynamoDB deletes it some days later. */
  expiresAt: "expiresAt",
  /** Of a deferred message, a string: its source. Items without it are not in the index of what is deferred. */
  deferred: "deferred",
  /** Of a deferred message, a number: milliseconds since 1970. It orders the index. */
  deferredAtMs: "deferredAtMs",
  /** Of a deferred message, a string: its message group. The index repeats it. */
  groupId: "groupId",
  /** Of signed values, a set of strings: the signatures that were seen with them. */
  signatures: "signatures",
} as const;

/** The index of what is deferred: by source, oldest first. */
export const outboxIndex = "deferred";
