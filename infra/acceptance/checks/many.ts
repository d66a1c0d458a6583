import { distribution } from "../check.ts";
import type { PlayedSource, SourceCheck } from "../played-source.ts";

const atOnce = 4;

/** Different notifications, until each is an event. Returns what a vendor and a consumer see, in milliseconds. */
export async function sendMany({ intake, invent, deliver, expectEvents }: PlayedSource) {
  const played = Array.from({ length: intake.options.notifications }, () => invent());
  const sentAtMs = new Map<string, number>();
  const responses: number[] = [];
  const waiting = played.values();
  const startedAtMs = performance.now();
  const send = async () => {
    for (const notification of waiting) {
      const now = performance.now();
      sentAtMs.set(notification.correlationId, now);
      await deliver(notification);
      responses.push(performance.now() - now);
    }
  };
  let tookMs = 0;
  const sending = Promise.all(Array.from({ length: atOnce }, send)).finally(() => {
    tookMs = performance.now() - startedAtMs;
  });
  const listen = async () => {
    while (tookMs === 0) await intake.receive();
  };
  await Promise.all([sending, listen()]);
  await expectEvents(...played);
  const endToEnd = intake.consumers
    .flatMap(({ mailbox }) => mailbox.arrivals())
    .map(({ correlationId, arrivedAtMs }) => arrivedAtMs - (sentAtMs.get(correlationId) ?? Number.NaN))
    .filter((ms) => !Number.isNaN(ms));
  return { responses, endToEnd, perSecond: (1000 * played.length) / tookMs };
}

/** Measures as well, since it sends the most. */
export const many: SourceCheck = {
  name: "of many notifications none is lost and none is doubled",
  async run(source) {
    const { responses, endToEnd, perSecond } = await sendMany(source);
    return [
      ...distribution("POST to response", "ms", responses),
      ...distribution("POST to a consumer's receive", "ms", endToEnd),
      { name: "notifications, four at once", unit: "a second", values: { mean: perSecond } },
    ];
  },
};
