/** Keeps received messages hidden from other consumers. */
export interface VisibilityHeartbeat {
  /** False once other consumers may have the messages: no renewal succeeded in time, or the process stood still. */
  readonly areHidden: () => boolean;
  /** Ends the renewal, and waits for one in flight. */
  readonly stop: () => Promise<void>;
}

/** Renews after each third of the timeout, so two renewals in a row may fail. `hide` sets the full timeout again. */
export function startHeartbeat(
  timeoutSeconds: number,
  hide: () => Promise<void>,
  onError: (error: unknown) => void,
): VisibilityHeartbeat {
  const timeoutMs = timeoutSeconds * 1000;
  let hiddenUntilMs = performance.now() + timeoutMs;
  let renewal = Promise.resolve();
  const renew = async () => {
    // SQS starts the timeout later than this, never earlier.
    const sentAtMs = performance.now();
    await hide();
    hiddenUntilMs = sentAtMs + timeoutMs;
  };
  const timer = setInterval(() => {
    renewal = renew().catch(onError);
  }, timeoutMs / 3);
  return {
    areHidden: () => performance.now() < hiddenUntilMs,
    stop() {
      clearInterval(timer);
      return renewal;
    },
  };
}
