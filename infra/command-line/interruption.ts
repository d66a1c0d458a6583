import { setTimeout as sleep } from "node:timers/promises";
import { untilStopped } from "./until-stopped.ts";

export interface Interruption {
  readonly stopped: Promise<void>;
  readonly isStopped: () => boolean;
}

/** A Ctrl-C reaches a command twice, from the terminal and from npm. */
const sameSignalMs = 1000;

/** The first signal ends a run in good order, a later one at once. */
export function watchForInterruption(): Interruption {
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

/** What a shell says of a command that Ctrl-C has ended. */
export const interruptedCode = 130;

/** Undefined if it failed of the Ctrl-C, which reaches the processes that are worked with as well, and may reach us last. */
export async function unlessInterrupted<Result>(
  running: Promise<Result>,
  { isStopped }: Pick<Interruption, "isStopped">,
): Promise<Result | undefined> {
  try {
    return await running;
  } catch (error) {
    await sleep(100);
    if (isStopped()) return undefined;
    throw error;
  }
}
