import type { OnError } from "../consumer.ts";

/**
 * One line of JSON on standard error. Lambda heeds a level only beside a time
 * (https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html).
 */
export const writeConsumerError: OnError = ({ code, message, event, cause }, messageId) => {
  const line = {
    timestamp: new Date().toISOString(),
    level: code === "seen_unavailable" ? "WARN" : "ERROR",
    code,
    message,
    type: event.type,
    event: event.id,
    messageId,
    cause: cause instanceof Error ? cause.stack : cause,
  };
  process.stderr.write(`${JSON.stringify(line)}\n`);
};
