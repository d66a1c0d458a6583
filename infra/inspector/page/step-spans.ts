import type { DeliveryResult } from "../protocol.ts";

interface StepSpan {
  readonly name: string;
  /** After the delivery's arrival. */
  readonly startMs: number;
  readonly lastedMs: number;
}

const stepNames = ["secret", "check", "send", "record", "defer"] as const;

/**
 * The steps in their order, and the rest: the function's own work. A new function reads its secret before its first
 * delivery, so steps that exceed the delivery's time begin before it.
 */
export function spansOf({ steps, durationMs }: DeliveryResult): readonly StepSpan[] {
  const taken = stepNames.flatMap((name) => {
    const lastedMs = steps[`${name}Ms`];
    return lastedMs === undefined ? [] : [{ name, lastedMs }];
  });
  const sumMs = taken.reduce((sum, { lastedMs }) => sum + lastedMs, 0);
  let endMs = steps.secretMs === undefined ? 0 : Math.min(0, durationMs - sumMs);
  const spans = taken.map(({ name, lastedMs }) => {
    const startMs = endMs;
    endMs += lastedMs;
    return { name, startMs, lastedMs };
  });
  return [...spans, { name: "own work", startMs: endMs, lastedMs: Math.max(0, durationMs - endMs) }];
}
