import type { DeliveryResult } from "../protocol.ts";

/** When a step began, counted from the delivery's arrival, and how long it lasted. */
export interface StepSpan {
  readonly name: string;
  readonly startMs: number;
  readonly lastedMs: number;
}

const stepNames = ["secret", "check", "send", "record", "defer"] as const;

/**
 * The steps in their order, each from the end of the one before, and what is left: the function's own work. A function
 * that starts reads its secret ahead of its first delivery: what does not fit into the delivery's time was before it.
 */
export function spansOf({ steps, durationMs }: DeliveryResult): StepSpan[] {
  const taken = stepNames.flatMap((name) => {
    const lastedMs = steps[`${name}Ms`];
    return lastedMs === undefined ? [] : [{ name, lastedMs }];
  });
  const sumMs = taken.reduce((sum, { lastedMs }) => sum + lastedMs, 0);
  let endMs = steps.secretMs === undefined ? 0 : Math.min(0, durationMs - sumMs);
  const spans: StepSpan[] = [];
  for (const { name, lastedMs } of taken) {
    spans.push({ name, startMs: endMs, lastedMs });
    endMs += lastedMs;
  }
  return [...spans, { name: "own work", startMs: endMs, lastedMs: Math.max(0, durationMs - endMs) }];
}
