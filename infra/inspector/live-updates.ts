import type { ServerResponse } from "node:http";
import { isDeepStrictEqual } from "node:util";
import type { Mask } from "./masking.ts";
import { createNews } from "./news.ts";
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

/** A page that opens must not keep the intake from its work either; but somebody waits for it. */
const restOfState = 1;

/** How often the depths are read, since others receive from the queues as well. */
const refreshMs = 1000;

const unknownDepths: Depths = {
  events: undefined,
  deadLetters: undefined,
  quarantine: undefined,
  deferred: undefined,
};

export function createLiveUpdates({
  recorder,
  mask,
  sources,
  readDepths,
  readServices,
}: LiveParts): LiveUpdates {
  let depths = unknownDepths;
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
  const news = createNews({
    view: recorder.view,
    tell: (delivery) => send({ type: "delivery", delivery }),
    isWatched,
    afterwards: () => void refresher.refresh(),
  });
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
      if (isWatched()) news.add(ids);
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
      news.stop();
      streams.end();
      refresher.stop();
    },
  };
}
