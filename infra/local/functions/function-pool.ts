import type { LocalFunction } from "../stack/topology.ts";
import { type FunctionHost, type FunctionProcess, startFunctionProcess } from "./function-process.ts";

export interface FunctionPool {
  readonly invoke: (event: unknown) => Promise<unknown>;
  readonly processIds: () => readonly number[];
  readonly stop: () => Promise<void>;
}

/** Execution environments of one function at most; further events wait for a free one. */
export const largestPool = 4;

/** As in Lambda, a process takes one event at a time, and more events at once start more processes. */
export function createFunctionPool(definition: LocalFunction, host: FunctionHost): FunctionPool {
  const idle: FunctionProcess[] = [];
  const running = new Set<FunctionProcess>();
  const waiting: (() => void)[] = [];
  let claimed = 0;

  const claim = async (): Promise<FunctionProcess> => {
    // Somebody else may have come first by the time that a place is free.
    while (claimed >= largestPool) await new Promise<void>((resolve) => waiting.push(resolve));
    claimed += 1;
    const free = popLiving(idle);
    if (free) return free;
    const started = await startFunctionProcess(definition, host);
    running.add(started);
    return started;
  };

  const release = (): void => {
    claimed -= 1;
    waiting.shift()?.();
  };

  return {
    async invoke(event) {
      let process: FunctionProcess | undefined;
      try {
        process = await claim();
        const result = await process.invoke(event);
        idle.push(process);
        return result;
      } catch (error) {
        if (process) await discard(process, running);
        throw error;
      } finally {
        release();
      }
    },
    processIds: () => [...running].filter((process) => process.isAlive()).map(({ id }) => id),
    async stop() {
      await Promise.all([...running].map((process) => process.stop()));
    },
  };
}

/** A process may have ended while it waited, as a Lambda container may be taken away between two events. */
function popLiving(idle: FunctionProcess[]): FunctionProcess | undefined {
  let free = idle.pop();
  while (free && !free.isAlive()) free = idle.pop();
  return free;
}

async function discard(process: FunctionProcess, running: Set<FunctionProcess>): Promise<void> {
  running.delete(process);
  await process.stop();
}
