import { paths } from "../protocol.ts";
import { readJson } from "./json-reading.ts";

const retryMs = 1000;
/**
 * Listens to the inspector until the page is closed. Begins anew by itself: of its own accord an `EventSource` gives up
 * for good where a browser takes a refused connection for an answer.
 *
 * A page that nobody sees lets go of its connection: a browser has few to one server
 * (https://html.spec.whatwg.org/multipage/server-sent-events.html#authoring-notes), and forgotten tabs would hold all of them.
 */
export function connect({ onUpdate, onStatus }) {
  let status = "connecting";
  let stream;
  let retry;
  const become = (next) => {
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
      const update = readJson(String(data));
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
