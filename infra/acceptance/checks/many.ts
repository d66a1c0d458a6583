import type { SourceCheck } from "../check.ts";

const atOnce = 4;

/** Measures as well, since it sends the most. */
export const many: SourceCheck = {
  name: "of many notifications none is lost and none is doubled",
  async run({ intake, invent, deliver, expectSuccess, expectEvents }) {
    const played = Array.from({ length: intake.options.notifications }, () => invent());
    const latenciesMs: number[] = [];
    const waiting = played.values();
    const startedAtMs = performance.now();
    const send = async () => {
      for (const notification of waiting) {
        const sentAtMs = performance.now();
        expectSuccess(await deliver(notification), notification.body);
        latenciesMs.push(performance.now() - sentAtMs);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, send));
    const seconds = (performance.now() - startedAtMs) / 1000;
    await expectEvents(...played);
    latenciesMs.sort((a, b) => a - b);
    const quantile = (part: number) => Math.round(latenciesMs[Math.ceil(part * latenciesMs.length) - 1] ?? 0);
    const rate = (played.length / seconds).toFixed(0);
    return `${played.length} notifications, ${rate} a second, p50 ${quantile(0.5)} ms, p99 ${quantile(0.99)} ms`;
  },
};
