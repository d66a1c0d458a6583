import type { ServerResponse } from "node:http";

/** The open pages. Each has a stream of server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
export interface UpdateStreams {
  /** Begins a stream with a first update. False if too many pages are open. */
  readonly open: (response: ServerResponse, first: string) => boolean;
  /** To every page. */
  readonly send: (data: string) => void;
  readonly count: () => number;
  readonly end: () => void;
}

/** Each page may hold its first update and this many more bytes in the server's memory. */
export const maxStreams = 16;
const maxWaitingBytes = 8 * 1024 * 1024;

export function createUpdateStreams(): UpdateStreams {
  /** The most bytes that may wait for a page. */
  const open = new Map<ServerResponse, number>();
  return {
    open(response, first) {
      if (open.size >= maxStreams) return false;
      response.once("close", () => open.delete(response));
      response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
      response.write(frame(first));
      open.set(response, response.writableLength + maxWaitingBytes);
      return true;
    },
    send(data) {
      const bytes = Buffer.from(frame(data), "utf8");
      for (const [response, maxWaiting] of open) {
        // The page sleeps, or is too slow. It connects again by itself.
        if (response.writableLength > maxWaiting) response.destroy();
        else response.write(bytes);
      }
    },
    count: () => open.size,
    end() {
      for (const response of open.keys()) response.end();
      open.clear();
    },
  };
}

/** JSON has no line breaks, so one field holds it. */
function frame(data: string): string {
  return `data: ${data}\n\n`;
}
