import type { AttributeValue } from "@aws-sdk/client-dynamodb";

/** Whole seconds since 1970, rounded up. */
export function writeExpiry(time: Date): AttributeValue.NMember {
  return { N: String(Math.ceil(time.getTime() / 1000)) };
}

/** DynamoDB deletes expired items days later, so the time decides. */
export function isOver(expiry: AttributeValue | undefined, now: Date): boolean {
  return Number(expiry?.N ?? 0) * 1000 <= now.getTime();
}
