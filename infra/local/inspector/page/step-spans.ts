import type { DeliveryResult } from "../protocol.ts";

/** When a step began and how long it lasted, within its delivery. */
export interface StepSpan {
  readonly name: string;
  readonly startMs: number;
  readonly lastedMs: number;
}

const stepNames = ["secret", "look", "send", "remember", "park"] as const;

/** The steps in their order, each from the end of the one before, and what is left: the function's own work. */
export function spansOf({ steps, durationMs }: DeliveryResult): StepSpan[] {
  const spans: StepSpan[] = [];
  let endMs = 0;
  for (const name of stepNames) {
    const lastedMs = steps[`${name}Ms`];
    if (lastedMs === undefined) continue;
    spans.push({ name, startMs: endMs, lastedMs });
    endMs += lastedMs;
  }
  spans.push({ name: "own work", startMs: endMs, lastedMs: Math.max(0, durationMs - endMs) });
  return spans;
}
