import { byId } from "./element.ts";

const words = {
  connecting: "connecting …",
  live: "live",
  reconnecting: "reconnecting …",
};
export function showConnection(status) {
  const place = byId("connection", HTMLElement);
  place.dataset.status = status;
  place.textContent = words[status];
}
