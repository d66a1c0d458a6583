import type { LocalFunction } from "../stack/topology.ts";
import {
  type ExecutionEnvironment,
  type FunctionHost,
  startExecutionEnvironment,
} from "./execution-environment.ts";

export interface FunctionPool {
  readonly invoke: (event: unknown) => Promise<unknown>;
  readonly processIds: () => readonly number[];
  readonly stop: () => Promise<void>;
}

/** Execution environments of one function. Further events wait for a free one. */
export const maxEnvironments = 4;

/** As in Lambda, an environment takes one event at a time, and more events at once start more environments. */
export function createFunctionPool(definition: LocalFunction, host: FunctionHost): FunctionPool {
  const idle: ExecutionEnvironment[] = [];
  const running = new Set<ExecutionEnvironment>();
  const waiting: (() => void)[] = [];
  let claimed = 0;

  const claim = async (): Promise<ExecutionEnvironment> => {
    // Another event may take the place first.
    while (claimed >= maxEnvironments) await new Promise<void>((resolve) => waiting.push(resolve));
    claimed += 1;
    const free = popLiving(idle);
    if (free) return free;
    const started = await startExecutionEnvironment(definition, host);
    running.add(started);
    return started;
  };

  return {
    async invoke(event) {
      let environment: ExecutionEnvironment | undefined;
      try {
        environment = await claim();
        const result = await environment.invoke(event);
        idle.push(environment);
        return result;
      } catch (error) {
        if (environment) running.delete(environment);
        await environment?.stop();
        throw error;
      } finally {
        claimed -= 1;
        waiting.shift()?.();
      }
    },
    processIds: () => [...running].filter(({ isAlive }) => isAlive()).map(({ processId }) => processId),
    async stop() {
      await Promise.all([...running].map(({ stop }) => stop()));
    },
  };
}

/** A process may have ended while it waited, as Lambda may take an environment away between two events. */
function popLiving(idle: ExecutionEnvironment[]): ExecutionEnvironment | undefined {
  let free = idle.pop();
  while (free && !free.isAlive()) free = idle.pop();
  return free;
}
