/** Runs one call at a time. Callers that come during a run share the next one. `run` must not reject. */
export function singleFlight(run: () => Promise<void>): () => Promise<void> {
  let last = Promise.resolve();
  let next: Promise<void> | undefined;
  return () => {
    next ??= last.then(() => {
      next = undefined;
      last = run();
      return last;
    });
    return next;
  };
}
