/** The attributes of the idempotency table, named once for the stack that declares them and the code that writes them. */
export const tableAttributes = {
  /** Partition key, a string: the idempotency key in hexadecimal. */
  key: "key",
  /** Seconds since 1970 after which the item no longer counts; DynamoDB deletes it some days later. */
  expiresAt: "expiresAt",
} as const;
