/** Resolves at Ctrl-C, when whoever started this asks it to stop, or when they are gone without having asked. */
export function untilStopped(): Promise<void> {
  const parent = process.ppid;
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => resolve());
    setInterval(() => process.ppid !== parent && resolve(), 250).unref();
  });
}
