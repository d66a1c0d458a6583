import { setTimeout as sleep } from "node:timers/promises";

export type Interruption = ReturnType<typeof watchForInterruption>;

/** Ctrl-C arrives twice: from the terminal and npm. */
const sameSignalMs = 1000;

/** The first signal stops cleanly, a second immediately. */
export function watchForInterruption() {
  let isStopped = false;
  const stopped = untilStopped().then(() => {
    isStopped = true;
    const stoppedAtMs = Date.now();
    const endNow = () => {
      if (Date.now() - stoppedAtMs > sameSignalMs) process.exit(1);
    };
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, endNow);
  });
  return { stopped, isStopped: () => isStopped };
}

/** Resolves at a signal or the parent's end. */
function untilStopped(): Promise<void> {
  const parent = process.ppid;
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => resolve());
    setInterval(() => process.ppid !== parent && resolve(), 250).unref();
  });
}

/** A shell's exit code after Ctrl-C. */
export const interruptedCode = 130;

/** Undefined if Ctrl-C caused the failure: it may have reached a child process first. */
export async function unlessInterrupted<Result>(
  running: Promise<Result>,
  { isStopped }: Pick<Interruption, "isStopped">,
): Promise<Result | undefined> {
  try {
    return await running;
  } catch (error) {
    for (let waits = 0; waits < 10 && !isStopped(); waits += 1) await sleep(50);
    if (isStopped()) return undefined;
    throw error;
  }
}
