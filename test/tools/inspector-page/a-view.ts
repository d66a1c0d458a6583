import type { DeliveryResult, DeliveryView } from "../../../infra/inspector/protocol.ts";

/** A delivery with only its request and the test's own parts. */
export function aView(id: string, parts: Partial<DeliveryView> = {}): DeliveryView {
  const request = { method: "POST", path: "/a", headers: {}, body: "{}", bytes: 2 };
  return { id, source: "a", receivedAt: "2026-11-21T09:30:00.000Z", request, ...parts };
}

const untaken = {
  secretMs: undefined,
  checkMs: undefined,
  sendMs: undefined,
  recordMs: undefined,
  deferMs: undefined,
};

export function aResult(outcome: DeliveryResult["outcome"], steps = {}, durationMs = 20): DeliveryResult {
  return { outcome, event: "key", explanation: "as it was", durationMs, steps: { ...untaken, ...steps } };
}
