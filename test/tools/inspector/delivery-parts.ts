import type { MessageView, ReceivedDelivery, ResponseView } from "../../../infra/inspector/protocol.ts";
import type { LoggedDelivery } from "../../../infra/local/functions/log-line.ts";

export function received(id: string): ReceivedDelivery {
  const body = `{"id":"${id}"}`;
  const request = { method: "POST", path: "/acme", headers: {}, body, bytes: body.length };
  return { id, source: "acme", receivedAt: "2026-11-21T09:30:00.000Z", request };
}

export const ok: ResponseView = { status: 200, contentType: "text/plain", body: "OK" };

export function logged(requestId: string, line: Partial<LoggedDelivery> = {}): LoggedDelivery {
  return { requestId, outcome: "accepted", durationMs: 12, checkMs: 1, sendMs: 2, recordMs: 3, ...line };
}

export function taken(key: string, content: unknown = { key }): MessageView {
  return { key, queue: "events", content };
}
