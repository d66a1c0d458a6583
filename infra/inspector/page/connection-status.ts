import type { ConnectionStatus } from "./connection.ts";
import { byId } from "./element.ts";

const words: Readonly<Record<ConnectionStatus, string>> = {
  connecting: "connecting …",
  live: "live",
  reconnecting: "reconnecting …",
};

export function showConnection(status: ConnectionStatus): void {
  const place = byId("connection", HTMLElement);
  place.dataset.status = status;
  place.textContent = words[status];
}
