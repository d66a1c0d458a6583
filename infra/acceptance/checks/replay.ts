import { stringifyJson } from "../../../lib/json/json.ts";
import { ensure, needed } from "../check.ts";
import type { IntakeCheck, PlayedSource } from "../played-source.ts";
import { quarantineAltered, quarantineUnknown, signs } from "./quarantined.ts";

export const replay: IntakeCheck = {
  name: "a quarantined delivery that is understood now becomes an event by a replay, with its first time of receipt",
  async run(intake) {
    const { quarantineQueueUrl, replay: replayAll } = intake.target;
    const replayIds = needed(replayAll, "the suite cannot replay into this target");
    const formers = await Promise.all(intake.sources.map(quarantineFormerly));
    // A correlation id of its own tells it from its first time.
    for (const { message, notification } of formers)
      await intake.put(quarantineQueueUrl, notification.correlationId, message);
    const idsOf = (own: typeof formers) => new Set(own.map(({ message }) => message.id));
    const accepted = idsOf(formers.filter(({ source }) => signs(source)));
    if ((await replayIds(idsOf(formers), accepted)) === "met another's")
      throw intake.refuse(quarantineQueueUrl);
    await Promise.all(formers.map(({ source, notification }) => source.expectEvents(notification)));
    for (const { message, notification, source } of formers)
      for (const { recordedtime } of intake.eventsOf(notification.correlationId))
        ensure(recordedtime === message.recordedtime, `${source.id}: an event has another time of receipt`);
  },
};

/** A signing vendor's altered copy, which a person accepts. Else a body that a former code did not understand. */
async function quarantineFormerly(source: PlayedSource) {
  const message = await (signs(source) ? quarantineAltered(source) : quarantineUnderstood(source));
  return { source, message, notification: source.invent() };
}

async function quarantineUnderstood(source: PlayedSource) {
  const kept = await quarantineUnknown(source);
  const understood = Buffer.from(stringifyJson(source.invent().body));
  return { ...kept, delivery: { ...kept.delivery, body: understood.toString("base64") } };
}
