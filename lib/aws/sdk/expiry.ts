import type { AttributeValue } from "@aws-sdk/client-dynamodb";

/** A time as DynamoDB's time to live has it: whole seconds since 1970, rounded up. */
export function writeExpiry(time: Date): AttributeValue.NMember {
  return { N: String(Math.ceil(time.getTime() / 1000)) };
}

/** DynamoDB deletes expired items within a few days, not at once: the time decides, not the presence. */
export function isOver(expiry: AttributeValue | undefined, now: Date): boolean {
  return Number(expiry?.N ?? 0) * 1000 <= now.getTime();
}
