import type { AttributeValue } from "@aws-sdk/client-dynamodb";

/** DynamoDB's time to live: whole seconds since 1970, rounded up. */
export function writeExpiry(time: Date): AttributeValue.NMember {
  return { N: String(Math.ceil(time.getTime() / 1000)) };
}

/** DynamoDB deletes an expired item some days later, so its time decides, not its presence. */
export function isOver(expiry: AttributeValue | undefined, now: Date): boolean {
  return Number(expiry?.N ?? 0) * 1000 <= now.getTime();
}
