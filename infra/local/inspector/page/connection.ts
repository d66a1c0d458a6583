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
 */
export function connect({ onUpdate, onStatus }: Listener): void {
  let status: ConnectionStatus = "connecting";
  const become = (next: ConnectionStatus) => {
    if (next === status) return;
    status = next;
    onStatus(next);
  };
  const open = () => {
    const stream = new EventSource(paths.stream);
    stream.onmessage = ({ data }) => {
      const update: Update = readJson(String(data));
      become("live");
      onUpdate(update);
    };
    stream.onerror = () => {
      stream.close();
      become("reconnecting");
      setTimeout(open, retryMs);
    };
  };
  open();
}
