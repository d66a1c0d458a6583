import { paths, type Update } from "../protocol.ts";
import { readJson } from "./json-reading.ts";
import type { PageEvent } from "./page-state.ts";

const retryMs = 1000;

/**
 * Follows the inspector until the page closes. An `EventSource` gives up if the browser refuses to connect, so this opens
 * a new one.
 *
 * A hidden tab closes its connection. A browser opens six to one server, and hidden tabs would hold all of them
 * (https://html.spec.whatwg.org/multipage/server-sent-events.html#authoring-notes).
 */
export function connect(dispatch: (event: PageEvent) => void): void {
  let stream: EventSource | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  const close = () => {
    stream?.close();
    clearTimeout(retry);
  };
  const open = () => {
    close();
    stream = new EventSource(paths.stream);
    stream.onmessage = ({ data }) => {
      const update: Update = readJson(String(data));
      if (update.type === "state") dispatch({ type: "connection", status: "live" });
      dispatch(update);
    };
    stream.onerror = () => {
      close();
      dispatch({ type: "connection", status: "reconnecting" });
      retry = setTimeout(open, retryMs);
    };
  };
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) return open();
    close();
    dispatch({ type: "connection", status: "connecting" });
  });
  if (!document.hidden) open();
}
