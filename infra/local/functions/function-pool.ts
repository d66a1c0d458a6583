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

/** Per function. Further events wait. */
export const maxEnvironments = 4;

/** Like Lambda, each environment takes one event. */
export function createFunctionPool(definition: LocalFunction, host: FunctionHost): FunctionPool {
  const idle: ExecutionEnvironment[] = [];
  const running = new Set<ExecutionEnvironment>();
  const waiting: (() => void)[] = [];
  let claimed = 0;

  const claim = async (): Promise<ExecutionEnvironment> => {
    // Another event may claim it first.
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

/** A process may have ended while idle. */
function popLiving(idle: ExecutionEnvironment[]): ExecutionEnvironment | undefined {
  let free = idle.pop();
  while (free && !free.isAlive()) free = idle.pop();
  return free;
}
