import { randomUUID } from "node:crypto";
import { createDelivery, type Delivery, type Request } from "../../lib/delivery/delivery.ts";

export interface DeliveryParts extends Partial<Omit<Request, "body">> {
  readonly body?: string | Uint8Array;
}

/** A plausible delivery that proves nothing but a test's own parts. */
export function aDelivery({ body = "{}", headers = {}, ...parts }: DeliveryParts = {}): Delivery {
  const id = parts.id ?? randomUUID();
  return createDelivery({
    id,
    receivedAt: new Date("2026-11-21T09:30:00.000Z"),
    correlationId: id,
    pathParameters: {},
    // API Gateway writes names in lower case.
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    sourceAddress: "203.0.113.7",
    ...parts,
    body: typeof body === "string" ? Buffer.from(body, "utf8") : body,
  });
}
