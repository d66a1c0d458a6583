import { paths, type Update } from "../protocol.ts";
import { readJson } from "./json-reading.ts";

export type ConnectionStatus = "connecting" | "live" | "reconnecting";

export interface Listener {
  readonly onUpdate: (update: Update) => void;
  readonly onStatus: (status: ConnectionStatus) => void;
}

const retryMs = 1000;

/**
 * Listens to the inspector until the page is closed. Begins anew by itself: of its own accord an `EventSource` gives up
 * for good where a browser takes a refused connection for an answer.
 *
 * A page that nobody sees lets go of its connection: a browser has few to one server
 * (https://html.spec.whatwg.org/multipage/server-sent-events.html#authoring-notes), and forgotten tabs would hold all of them.
 */
export function connect({ onUpdate, onStatus }: Listener): void {
  let status: ConnectionStatus = "connecting";
  let stream: EventSource | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  const become = (next: ConnectionStatus) => {
    if (next === status) return;
    status = next;
    onStatus(next);
  };
  const close = () => {
    stream?.close();
    stream = undefined;
    clearTimeout(retry);
  };
  const open = () => {
    close();
    stream = new EventSource(paths.stream);
    stream.onmessage = ({ data }) => {
      const update: Update = readJson(String(data));
      become("live");
      onUpdate(update);
    };
    stream.onerror = () => {
      close();
      become("reconnecting");
      retry = setTimeout(open, retryMs);
    };
  };
  const followVisibility = () => {
    if (!document.hidden) return open();
    close();
    become("connecting");
  };
  document.addEventListener("visibilitychange", followVisibility);
  followVisibility();
}
