import type { DeliveryView } from "../../../infra/inspector/protocol.ts";

/** A delivery of which nothing is known but the request, and what a test cares about. */
export function aView(id: string, parts: Partial<DeliveryView> = {}): DeliveryView {
  const request = { method: "POST", path: "/a", headers: {}, body: "{}", bytes: 2 };
  return { id, source: "a", receivedAt: "2026-11-21T09:30:00.000Z", request, ...parts };
}
