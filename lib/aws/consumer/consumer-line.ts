import type { ConsumerErrorCode } from "../../consumer/consumer-error.ts";
import type { OnError } from "../../consumer/consumer.ts";

/** The event itself is fine. */
const warnings: readonly ConsumerErrorCode[] = [
  "seen_unavailable",
  "latest_unavailable",
  "out_of_time",
  "no_group",
];

/**
 * Writes one line of JSON on standard error. Lambda reads the level only beside a time
 * (https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html).
 */
export const writeConsumerError: OnError = ({ code, message, event, cause }, messageId) => {
  const line = {
    timestamp: new Date().toISOString(),
    level: warnings.includes(code) ? "WARN" : "ERROR",
    code,
    message,
    type: event.type,
    event: event.id,
    messageId,
    cause: describeCause(cause),
  };
  process.stderr.write(`${JSON.stringify(line)}\n`);
};

/** A thrown value may be the event, so only its kind is written. */
function describeCause(cause: unknown): string | undefined {
  if (cause instanceof Error) return cause.stack;
  if (cause === undefined || typeof cause === "string") return cause;
  return Object.prototype.toString.call(cause);
}
