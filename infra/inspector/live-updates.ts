import type { ServerResponse } from "node:http";
import { isDeepStrictEqual } from "node:util";
import { createBatcher } from "./batcher.ts";
import type { Mask } from "./masking.ts";
import type { InspectorState, StoresView, Update } from "./protocol.ts";
import type { Recorder } from "./recorder.ts";
import { singleFlight } from "./single-flight.ts";
import { createUpdateStreams } from "./update-streams.ts";

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
  /** Reads the stores. Resolves when the pages have been told. */
  readonly refresh: () => Promise<void>;
  /** Begins a page's stream with the whole state. */
  readonly stream: (response: ServerResponse) => Promise<void>;
  readonly stop: () => void;
}

/** Consumers receive from the queues at any time, so the server reads the depths again and again. */
const refreshMs = 1000;

export function createLiveUpdates({ recorder, mask, sources, readStores }: LiveParts): LiveUpdates {
  const streams = createUpdateStreams();
  const isWatched = () => streams.count() > 0;
  const send = (update: Update) => {
    if (isWatched()) streams.send(mask(update));
  };
  let stores: StoresView | undefined;
  const refresh = singleFlight(async () => {
    const before = stores;
    stores = await readStores();
    if (!isDeepStrictEqual(before, stores)) send({ type: "stores", stores });
  });
  const timer = setInterval(() => isWatched() && refresh(), refreshMs);
  const batcher = createBatcher((ids) => {
    for (const id of ids) {
      const delivery = recorder.view(id);
      if (delivery) send({ type: "delivery", delivery });
    }
  }, refresh);
  return {
    tell(ids) {
      if (isWatched()) batcher.add(ids);
    },
    refresh,
    async stream(response) {
      await refresh();
      if (response.destroyed || !stores) return;
      const update: Update = { type: "state", state: { sources, stores, deliveries: recorder.views() } };
      if (!streams.open(response, mask(update))) response.writeHead(503).end();
    },
    stop() {
      clearInterval(timer);
      batcher.stop();
      streams.end();
    },
  };
}
