import type { LocalFunction } from "../stack/topology.ts";
import { type ExecutionEnvironment, type FunctionHost, startEnvironment } from "./execution-environment.ts";

/** Per function. Further events wait. */
export const maxEnvironments = 4;

/** Like Lambda, each environment takes one event. */
export function createFunctionPool(definition: LocalFunction, host: FunctionHost) {
  const idle: ExecutionEnvironment[] = [];
  const running = new Set<ExecutionEnvironment>();
  const waiting: (() => void)[] = [];
  let claimed = 0;

  const claim = async (): Promise<ExecutionEnvironment> => {
    // Another event may claim it first.
    while (claimed >= maxEnvironments) await new Promise<void>((resolve) => waiting.push(resolve));
    claimed += 1;
    // A process may have ended while idle.
    while (idle.length > 0) {
      const free = idle.pop();
      if (free?.isAlive()) return free;
    }
    const started = await startEnvironment(definition, host);
    running.add(started);
    return started;
  };

  return {
    async invoke(event: unknown): Promise<unknown> {
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
    async stop(): Promise<void> {
      await Promise.all([...running].map(({ stop }) => stop()));
    },
  };
}
