import type { SourceCheck } from "../check.ts";

const atOnce = 4;

/** Measures as well, since it sends the most. */
export const many: SourceCheck = {
  name: "of many notifications none is lost and none is doubled",
  async run({ intake, invent, deliver, expectSuccess, expectEvents }) {
    const played = Array.from({ length: intake.options.notifications }, () => invent());
    const answersMs: number[] = [];
    const sentAtMs = new Map<string, number>();
    const waiting = played.values();
    const startedAtMs = performance.now();
    const send = async () => {
      for (const notification of waiting) {
        const beginsAtMs = performance.now();
        sentAtMs.set(notification.correlationId, beginsAtMs);
        expectSuccess(await deliver(notification), notification.body);
        answersMs.push(performance.now() - beginsAtMs);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, send));
    const seconds = (performance.now() - startedAtMs) / 1000;
    await expectEvents(...played);
    const arrivalsMs = intake.consumers
      .flatMap(({ mailbox }) => mailbox.arrivals())
      .map(({ correlationId, arrivedAtMs }) => arrivedAtMs - (sentAtMs.get(correlationId) ?? Number.NaN))
      .filter((milliseconds) => !Number.isNaN(milliseconds));
    const rate = (played.length / seconds).toFixed(0);
    return `${played.length} notifications, ${rate} a second. Answer ${describe(answersMs)}, event at its consumer ${describe(arrivalsMs)}`;
  },
};

function describe(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const quantile = (share: number) => Math.round(sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN);
  return `p50 ${quantile(0.5)} ms, p99 ${quantile(0.99)} ms`;
}
