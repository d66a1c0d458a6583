import type { ServerResponse } from "node:http";
import { isDeepStrictEqual } from "node:util";
import type { Mask } from "./masking.ts";
import type { InspectorState, StoresView, Update } from "./protocol.ts";
import type { Recorder } from "./recorder.ts";

interface LiveParts {
  readonly recorder: Pick<Recorder, "view" | "views">;
  readonly mask: Mask;
  readonly sources: InspectorState["sources"];
  /** Must not reject. */
  readonly readStores: () => Promise<StoresView>;
}

/** Keeps every open page up to date. Reads nothing while no page is open. */
export interface LiveUpdates {
  /** These deliveries have changed. */
  readonly tell: (ids: readonly string[]) => void;
  /** Resolves when the pages have been told all changes and the depths of the stores. */
  readonly refresh: () => Promise<void>;
  /** Begins a page's stream with the whole state. */
  readonly stream: (response: ServerResponse) => Promise<void>;
  readonly stop: () => void;
}

/** Consumers receive from the queues at any time, so the server reads the depths again and again. */
const refreshMs = 1000;

/** One delivery causes three or four changes within a few milliseconds. */
const gatherMs = 50;

/** A rush of deliveries must not slow the intake down: the updates rest four times as long as they work. */
const restFactor = 4;

export function createLiveUpdates({ recorder, mask, sources, readStores }: LiveParts): LiveUpdates {
  const streams = createStreams();
  const changed = new Set<string>();
  let stores: StoresView | undefined;
  let gathering: NodeJS.Timeout | undefined;
  let restMs = 0;
  let last = Promise.resolve();
  const send = (update: Update) => streams.send(() => mask(update));
  const update = async () => {
    const startedMs = performance.now();
    const views = [...changed].flatMap((id) => recorder.view(id) ?? []);
    changed.clear();
    for (const delivery of views) send({ type: "delivery", delivery });
    restMs = restFactor * (performance.now() - startedMs);
    const before = stores;
    stores = await readStores();
    if (!isDeepStrictEqual(before, stores)) send({ type: "stores", stores });
  };
  const refresh = () => {
    last = last.then(update);
    return last;
  };
  const flush = () => {
    gathering = undefined;
    void refresh();
  };
  const timer = setInterval(() => streams.count() > 0 && refresh(), refreshMs);
  return {
    tell(ids) {
      if (streams.count() === 0) return;
      for (const id of ids) changed.add(id);
      gathering ??= setTimeout(flush, Math.max(gatherMs, restMs));
    },
    refresh,
    async stream(response) {
      await refresh();
      if (response.destroyed || !stores) return;
      const state = { sources, stores, deliveries: recorder.views() };
      if (!streams.open(response, mask({ type: "state", state }))) response.writeHead(503).end();
    },
    stop() {
      clearInterval(timer);
      clearTimeout(gathering);
      streams.end();
    },
  };
}

/** Each page may hold its first update and this many more bytes in the server's memory. */
export const maxStreams = 16;
const maxWaitingBytes = 8 * 1024 * 1024;

/** The open pages. Each has a stream of server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
function createStreams() {
  /** The most bytes that may wait for a page. */
  const open = new Map<ServerResponse, number>();
  return {
    count: () => open.size,
    /** False if too many pages are open. */
    open(response: ServerResponse, first: string): boolean {
      if (open.size >= maxStreams) return false;
      response.once("close", () => open.delete(response));
      response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
      response.write(frame(first));
      open.set(response, response.writableLength + maxWaitingBytes);
      return true;
    },
    send(write: () => string): void {
      if (open.size === 0) return;
      const bytes = Buffer.from(frame(write()), "utf8");
      for (const [response, maxWaiting] of open) {
        // The page sleeps, or is too slow. It connects again by itself.
        if (response.writableLength > maxWaiting) response.destroy();
        else response.write(bytes);
      }
    },
    end(): void {
      for (const response of open.keys()) response.end();
      open.clear();
    },
  };
}

/** JSON has no line breaks, so one field holds it. */
function frame(data: string): string {
  return `data: ${data}\n\n`;
}
