import type { DeliveryResult, DeliveryView } from "../../../infra/inspector/protocol.ts";

/** A delivery with only its request and the test's own parts. */
export function aView(id: string, parts: Partial<DeliveryView> = {}): DeliveryView {
  const request = { method: "POST", path: "/a", headers: {}, body: "{}", bytes: 2 };
  return { id, source: "a", receivedAt: "2026-11-21T09:30:00.000Z", request, ...parts };
}

export function aResult(outcome: DeliveryResult["outcome"]): DeliveryResult {
  return { requestId: "a", outcome, event: "key", explanation: "as it was", durationMs: 20 };
}
