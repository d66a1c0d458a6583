import type { AttributeValue } from "@aws-sdk/client-dynamodb";

/** Whole seconds since 1970, rounded up. */
export function writeExpiry(time: Date): AttributeValue.NMember {
  return { N: String(Math.ceil(time.getTime() / 1000)) };
}

/** DynamoDB deletes items days later: the time decides. */
export function isOver(expiry: AttributeValue | undefined, now: Date): boolean {
  return Number(expiry?.N ?? 0) * 1000 <= now.getTime();
}
