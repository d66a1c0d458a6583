import { outputName } from "../../../lib/wiring/output-name.ts";
import { ensure, needed } from "../check.ts";
import { expectRefused, type IntakeCheck, type PlayedSource } from "../played-source.ts";
import { poll } from "../poll.ts";

/** Twice the threshold: fifty fall within one of two periods. */
const refusals = 100;
/** SQS may report a queue that was not used 15 minutes late (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/monitoring-using-cloudwatch.html). */
const patienceMs = 20 * 60_000;
const pollMs = 15_000;

export const alarms: IntakeCheck = {
  name: "an alarm fires for refusals, the quarantine, dead letters and what the checks caused before",
  async run(intake) {
    const readFired = needed(intake.target.firedAlarms, "the target has no alarms that fire");
    const source = needed(intake.sources[0], "there is no source");
    /** Messages that nobody reads, until they are taken off again. */
    await using held = new AsyncDisposableStack();
    const unknown = source.inventUnknown();
    await source.deliver(unknown);
    for (const { deadLetterQueueUrl } of intake.consumers) {
      held.defer(() => intake.open(deadLetterQueueUrl).settle());
      await intake.put(deadLetterQueueUrl, intake.createId(), {});
    }
    await Promise.all(intake.sources.map(refuseMany));
    const expected = [
      ...intake.causedAlarms,
      "Quarantine",
      ...intake.consumers.map(({ id }) => `${id === "events" ? "" : outputName(id)}DeadLetters`),
      ...intake.sources.map(({ id }) => `${outputName(id)}Refused`),
    ];
    const missingIn = (fired: readonly string[]) => expected.filter((alarm) => !fired.includes(alarm));
    const patience = { patienceMs, pollMs, ...intake.options };
    const fired = await poll(patience, readFired, (seen) => missingIn(seen).length === 0);
    await source.expectQuarantined(unknown);
    const missing = missingIn(fired);
    ensure(missing.length === 0, `these alarms did not fire: ${missing.join(", ")}`);
    return `fired: ${[...new Set(fired)].toSorted().join(", ")}`;
  },
};

async function refuseMany({ send, write, invent }: PlayedSource): Promise<void> {
  const { path } = await write(invent());
  const request = { path, headers: { "content-type": "application/json" }, body: "{}" };
  for (let times = 0; times < refusals; times += 1) expectRefused(await send(request));
}
