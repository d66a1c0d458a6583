/** Does something again and again while somebody watches, and at once when there is a reason. */
export interface Refresher {
  readonly start: () => void;
  readonly stop: () => void;
  /** There may be something new. Resolves when it has been looked at. */
  readonly refresh: () => Promise<void>;
}

/** Never twice at the same time: whoever asks while it runs waits for one more run. `run` must not reject. */
export function createRefresher(everyMs: number, run: () => Promise<void>): Refresher {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let isAsked = false;
  const runWhileAsked = async () => {
    while (isAsked) {
      isAsked = false;
      await run();
    }
    running = undefined;
  };
  const refresh = () => {
    isAsked = true;
    running ??= runWhileAsked();
    return running;
  };
  return {
    start() {
      timer ??= setInterval(() => void refresh(), everyMs);
    },
    stop() {
      clearInterval(timer);
      timer = undefined;
    },
    refresh,
  };
}
