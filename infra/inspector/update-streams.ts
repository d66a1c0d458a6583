import type { ServerResponse } from "node:http";

/** The pages that are open at this moment, each with a stream of server-sent events. */
export interface UpdateStreams {
  /** Begins streams with what is there already, which is written once for all of them. */
  readonly open: (responses: readonly ServerResponse[], write: () => string) => void;
  /** To every page. */
  readonly send: (data: string) => void;
  readonly count: () => number;
  readonly end: () => void;
}

/**
 * Bytes that wait for one page, besides its first message, before it is cut off: it is asleep, or slower than what happens.
 * A browser connects again by itself, and begins with what is there then.
 */
const maxWaitingBytes = 8 * 1024 * 1024;

/** Bytes that wait for all pages together: a first message may have twenty million, and hundreds may open a page and sleep. */
const maxWaitingInAll = 128 * 1024 * 1024;

/** Server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html); JSON has no line breaks of its own. */
export function createUpdateStreams(onCount: (count: number) => void): UpdateStreams {
  const open = new Map<ServerResponse, { readonly maxWaiting: number }>();
  const begin = (response: ServerResponse, first: Uint8Array) => {
    response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
    response.once("close", () => {
      open.delete(response);
      onCount(open.size);
    });
    response.write(first);
    open.set(response, { maxWaiting: response.writableLength + maxWaitingBytes });
    onCount(open.size);
  };
  return {
    open(responses, write) {
      // Of those that are gone meanwhile, the end was announced already.
      const there = responses.filter(({ destroyed }) => !destroyed);
      if (there.length === 0) return;
      const first = Buffer.from(`retry: 500\n\n${frame(write())}`, "utf8");
      for (const response of there) begin(response, first);
      cutOffSlowest(open.keys());
    },
    send(data) {
      const bytes = Buffer.from(frame(data), "utf8");
      for (const [response, { maxWaiting }] of open) {
        if (response.writableLength > maxWaiting) response.destroy();
        else response.write(bytes);
      }
      cutOffSlowest(open.keys());
    },
    count: () => open.size,
    end() {
      const ending = [...open.keys()];
      open.clear();
      for (const response of ending) response.end();
    },
  };
}

/** Until what waits is no more than there may be: who reads has next to nothing waiting, and stays. */
function cutOffSlowest(responses: Iterable<ServerResponse>): void {
  const waiting = [...responses].filter(({ destroyed }) => !destroyed);
  let bytes = waiting.reduce((sum, { writableLength }) => sum + writableLength, 0);
  for (const response of waiting.toSorted((a, b) => b.writableLength - a.writableLength)) {
    if (bytes <= maxWaitingInAll) return;
    bytes -= response.writableLength;
    response.destroy();
  }
}

function frame(data: string): string {
  return `data: ${data}\n\n`;
}
