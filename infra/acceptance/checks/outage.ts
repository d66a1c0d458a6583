import * as v from "valibot";
import { ensure, needed } from "../check.ts";
import type { IntakeCheck } from "../played-source.ts";
import { poll } from "../poll.ts";
import { parseAs } from "../received.ts";

/** CloudWatch shows a line after some seconds. */
const patienceMs = 2 * 60_000;
const lineSchema = v.object({ outcome: v.literal("deferred"), correlationId: v.string() });

export const outage: IntakeCheck = {
  name: "while the queue takes nothing vendors get their success, and every event comes afterwards, once",
  async run(intake) {
    const stopQueue = needed(intake.target.stopQueue, "the suite cannot stop this target's queue");
    const logLines = needed(intake.target.logLines, "the suite cannot read this target's logs");
    const played = intake.sources.map((source) => ({ source, notification: source.invent() }));
    {
      await using _stopped = await stopQueue();
      for (let times = 0; times < 2; times += 1)
        for (const { source, notification } of played) await source.deliver(notification);
    }
    intake.causedAlarms.add("Deferred");
    // Without it the schedule does.
    await intake.target.relay?.();
    await Promise.all(played.map(({ source, notification }) => source.expectEvents(notification)));
    // Else nothing was stopped, and nothing is shown.
    const ids = played.map(({ notification }) => notification.correlationId);
    const readDeferred = async () => {
      const lines = (await logLines()).map((line) => parseAs(lineSchema, line)?.correlationId);
      return ids.filter((id) => lines.includes(id)).length;
    };
    const patience = { patienceMs, pollMs: 1000, ...intake.options };
    const deferred = await poll(patience, readDeferred, (count) => count === ids.length);
    ensure(deferred === ids.length, `the functions say deferred of ${deferred} of ${ids.length} deliveries`);
  },
};
