import { stringifyJson } from "../../../lib/json/json.ts";
import type { IntakeCheck } from "../check.ts";
import { ensure, needed } from "../failure.ts";
import type { PlayedSource } from "../played-source.ts";

export const replay: IntakeCheck = {
  name: "a quarantined delivery that is understood now becomes an event by a replay, with its first time of receipt",
  async run(intake) {
    const replayIds = needed(intake.target.replay, "the suite cannot replay into this target");
    const formers = await Promise.all(intake.sources.map(quarantineFormerly));
    {
      using _paused = await intake.quarantine.pause();
      // A correlation id of its own tells it from its first time.
      for (const { message, notification } of formers)
        await intake.put(intake.target.quarantineQueueUrl, notification.correlationId, message);
      for (const isAccepted of [true, false]) {
        const wanted = formers.filter(({ isSigning }) => isSigning === isAccepted);
        await replayIds(new Set(wanted.map(({ message }) => message.id)), isAccepted);
      }
    }
    await Promise.all(formers.map(({ source, notification }) => source.expectEvents(notification)));
    for (const { message, notification, source } of formers)
      for (const { recordedtime } of intake.eventsOf(notification.correlationId))
        ensure(recordedtime === message.recordedtime, `${source.id}: an event has another time of receipt`);
  },
};

/** A signing vendor's altered copy, which a person accepts. Else a body that a former code did not understand. */
async function quarantineFormerly(source: PlayedSource) {
  const isSigning = source.simulator.unsignedField !== undefined;
  const message = isSigning ? await quarantineAltered(source) : await quarantineUnknown(source);
  return { source, isSigning, message, notification: source.invent() };
}

async function quarantineAltered(source: PlayedSource) {
  const { genuine, copy, copied } = await source.alter();
  source.expectSuccess(await source.send(genuine.request), genuine.notification.body);
  await source.expectEvents(genuine.notification);
  source.expectSuccess(await source.send(copy), genuine.notification.body);
  return source.expectQuarantined(copied);
}

async function quarantineUnknown(source: PlayedSource) {
  const unknown = source.inventUnknown();
  await source.deliver(unknown);
  const kept = await source.expectQuarantined(unknown);
  const understood = Buffer.from(stringifyJson(source.invent().body));
  return { ...kept, delivery: { ...kept.delivery, body: understood.toString("base64") } };
}
