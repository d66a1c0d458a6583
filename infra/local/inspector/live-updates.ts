import type { ServerResponse } from "node:http";
import { isDeepStrictEqual } from "node:util";
import type { Mask } from "./masking.ts";
import type { Depths, InspectorState, ServiceView, Update } from "./protocol.ts";
import type { Recorder } from "./recorder.ts";
import { createRefresher } from "./refresher.ts";
import { workInTurns } from "./turns.ts";
import { createUpdateStreams } from "./update-streams.ts";

export interface LiveParts {
  readonly recorder: Pick<Recorder, "view" | "views">;
  readonly mask: Mask;
  readonly sources: InspectorState["sources"];
  readonly readDepths: () => Promise<Depths>;
  readonly readServices: () => readonly ServiceView[];
}

/** Keeps every page that is open up to date; does nothing while there is none. */
export interface LiveUpdates {
  /** There is something new to see of these deliveries. */
  readonly tell: (ids: readonly string[]) => void;
  /** Something may wait somewhere else than before. */
  readonly refresh: () => Promise<void>;
  /** Begins a page's stream with all that is known. */
  readonly stream: (response: ServerResponse) => Promise<void>;
  readonly stop: () => void;
}

/** How long news are gathered: of a delivery come three or four within a few milliseconds. */
const gatherMs = 50;

/** A rush of deliveries must not keep the intake from its work: telling of them takes a fifth of the time at most. */
const restOfNews = 4;

/** Nor must a page that opens; but somebody waits for it. */
const restOfState = 1;

/** How often the depths are read, since others receive from the queues as well. */
const refreshMs = 1000;

export function createLiveUpdates({
  recorder,
  mask,
  sources,
  readDepths,
  readServices,
}: LiveParts): LiveUpdates {
  const news = new Set<string>();
  let gathering: NodeJS.Timeout | undefined;
  let depths: Depths = {
    events: undefined,
    deadLetters: undefined,
    quarantine: undefined,
    parked: undefined,
  };
  let services = readServices();
  const send = (update: Update) => isWatched() && streams.send(mask(update));
  const refresher = createRefresher(refreshMs, async () => {
    const before = { depths, services };
    depths = await readDepths();
    services = readServices();
    if (!isDeepStrictEqual(before.depths, depths)) send({ type: "depths", depths });
    if (!isDeepStrictEqual(before.services, services)) send({ type: "services", services });
  });
  const streams = createUpdateStreams((count) => (count > 0 ? refresher.start() : refresher.stop()));
  const isWatched = () => streams.count() > 0;
  const flush = async () => {
    const ids = [...news];
    news.clear();
    await workInTurns(ids, restOfNews, (id) => {
      const delivery = recorder.view(id);
      if (delivery) send({ type: "delivery", delivery });
      return isWatched();
    });
    gathering = undefined;
    void refresher.refresh();
    if (news.size > 0) gather();
  };
  const gather = () => {
    gathering ??= setTimeout(() => void flush(), gatherMs);
  };
  const opening = new Set<ServerResponse>();
  let begun: Promise<void> | undefined;
  const begin = async () => {
    await refresher.refresh();
    // What was looked through once is remembered, so that the whole is written in no time.
    await workInTurns(recorder.views(), restOfState, (delivery) => {
      mask(delivery);
      return [...opening].some(({ destroyed }) => !destroyed);
    });
    const state = { sources, services, depths, deliveries: recorder.views() };
    const update: Update = { type: "state", state };
    streams.open([...opening], () => mask(update));
    opening.clear();
  };
  return {
    tell(ids) {
      if (!isWatched()) return;
      for (const id of ids) news.add(id);
      gather();
    },
    refresh: refresher.refresh,
    stream(response) {
      opening.add(response);
      // Those that come meanwhile get the same.
      begun ??= begin().finally(() => {
        begun = undefined;
      });
      return begun;
    },
    stop() {
      clearTimeout(gathering);
      streams.end();
      refresher.stop();
    },
  };
}
