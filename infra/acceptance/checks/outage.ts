import type { IntakeCheck } from "../check.ts";
import { needed } from "../failure.ts";

export const outage: IntakeCheck = {
  name: "while the queue takes nothing vendors get their success, and every event comes afterwards, once",
  async run(intake) {
    const stopQueue = needed(intake.target.stopQueue, "the suite cannot stop this target's queue");
    const played = intake.sources.map((source) => ({ source, notification: source.invent() }));
    {
      // A stopped SQS could not be read either.
      using _paused = await intake.pause();
      await using _stopped = await stopQueue();
      for (let times = 0; times < 2; times += 1)
        for (const { source, notification } of played) await source.deliver(notification);
    }
    intake.causedAlarms.add("Deferred");
    // Without it the schedule does.
    await intake.target.relay?.();
    await Promise.all(played.map(({ source, notification }) => source.expectEvents(notification)));
  },
};
