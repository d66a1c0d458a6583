import { setTimeout as sleep } from "node:timers/promises";

interface Patience {
  readonly patienceMs: number;
  readonly pollMs: number;
  readonly isStopped: () => boolean;
}

/** Reads until it is enough, or until patience or the suite ends. */
export async function poll<Reading>(
  { patienceMs, pollMs, isStopped }: Patience,
  read: () => Promise<Reading>,
  isEnough: (reading: Reading) => boolean,
): Promise<Reading> {
  const endsAtMs = Date.now() + patienceMs;
  for (;;) {
    const reading = await read();
    if (isEnough(reading) || isStopped() || Date.now() > endsAtMs) return reading;
    await sleep(pollMs);
  }
}
