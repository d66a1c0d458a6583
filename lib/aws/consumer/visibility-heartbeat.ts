/** Hides received messages from other consumers. */
export interface VisibilityHeartbeat {
  /** False after failed renewals or a frozen process. */
  readonly areHidden: () => boolean;
  /** Waits for a renewal in flight. */
  readonly stop: () => Promise<void>;
}

/** Three renewals per timeout: two may fail. */
export function startHeartbeat(
  timeoutSeconds: number,
  hide: () => Promise<void>,
  onError: (error: unknown) => void,
): VisibilityHeartbeat {
  const timeoutMs = timeoutSeconds * 1000;
  let hiddenUntilMs = performance.now() + timeoutMs;
  let renewal = Promise.resolve();
  const renew = async () => {
    // SQS starts the timeout later, never earlier.
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
