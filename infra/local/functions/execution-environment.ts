import { fork } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import { localEnvironment } from "../../endpoints/client-settings.ts";
import { localRegion } from "../stack/intrinsics.ts";
import type { LocalFunction } from "../stack/topology.ts";

export interface FunctionHost {
  readonly awsEndpoint: string;
  readonly onLog: (line: string) => void;
}

const runtimeFile = fileURLToPath(new URL("./function-runtime.ts", import.meta.url));

export type ExecutionEnvironment = Awaited<ReturnType<typeof startEnvironment>>;

const answerSchema = v.object({ result: v.optional(v.unknown()), errorType: v.optional(v.string()) });

/** Starts a process that runs a function. Rejects if the function does not load. */
export async function startEnvironment(definition: LocalFunction, host: FunctionHost) {
  const child = fork(runtimeFile, {
    env: createEnvironment(definition, host.awsEndpoint),
    execArgv: [],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  for (const input of [child.stdout, child.stderr]) if (input) createInterface(input).on("line", host.onLog);
  /** The process answers once when the code is loaded, then once for each event. */
  let answer = Promise.withResolvers<unknown>();
  child.on("message", (message) => {
    const { result, errorType } = v.parse(answerSchema, message);
    if (errorType === undefined) answer.resolve(result);
    else answer.reject(Object.assign(new Error("the function failed"), { name: errorType }));
  });
  // "close" follows the last line. "exit" may not.
  const ended = once(child, "close").then(() => answer.reject(new Error("the function's process ended")));
  const kill = (reason: string) => {
    answer.reject(new Error(reason));
    child.kill("SIGKILL");
  };
  const stop = async () => {
    kill("the function was stopped");
    await ended;
  };
  await answer.promise.catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return {
    processId: child.pid ?? 0,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    /** Rejects if the handler or its process fails. */
    async invoke(event: unknown): Promise<unknown> {
      const timeoutMs = definition.timeoutSeconds * 1000;
      const timer = setTimeout(() => kill(`the function took longer than ${timeoutMs} ms`), timeoutMs);
      answer = Promise.withResolvers();
      child.send({ event, deadlineMs: Date.now() + timeoutMs }, (error) => error && answer.reject(error));
      return answer.promise.finally(() => clearTimeout(timer));
    },
    stop,
  };
}

/** Only Lambda's variables (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html). */
function createEnvironment(definition: LocalFunction, awsEndpoint: string): NodeJS.ProcessEnv {
  return {
    ...definition.environment,
    ...localEnvironment({ aws: awsEndpoint, region: localRegion }),
    _HANDLER: definition.handler,
    AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memoryMegabytes),
    AWS_LAMBDA_FUNCTION_NAME: definition.id,
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    LAMBDA_TASK_ROOT: definition.directory,
    TZ: ":UTC",
  };
}
