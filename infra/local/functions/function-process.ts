import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import { localCredentials } from "../../endpoints/client-settings.ts";
import { localRegion } from "../stack/intrinsics.ts";
import type { LocalFunction } from "../stack/topology.ts";

export interface FunctionProcess {
  readonly id: number;
  /** What the handler returns. Throws if it threw, took too long or ended; the process is gone then. */
  readonly invoke: (event: unknown) => Promise<unknown>;
  readonly isAlive: () => boolean;
  readonly stop: () => Promise<void>;
}

export interface FunctionHost {
  readonly awsEndpoint: string;
  readonly onLog: (line: string) => void;
}

const replySchema = v.object({ result: v.optional(v.unknown()), error: v.optional(v.string()) });

/** Starts one execution environment of a function; rejects if its code does not load. */
export async function startFunctionProcess(
  definition: LocalFunction,
  host: FunctionHost,
): Promise<FunctionProcess> {
  const child = fork(fileURLToPath(new URL("./function-runtime.ts", import.meta.url)), [], {
    env: createEnvironment(definition, host.awsEndpoint),
    execArgv: [],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface(stream).on("line", host.onLog);
  }
  const isAlive = () => child.exitCode === null && child.signalCode === null;
  await nextMessage(child);
  return {
    id: child.pid ?? 0,
    isAlive,
    async invoke(event) {
      const timeoutMs = definition.timeoutSeconds * 1000;
      const reply = nextMessage(child, AbortSignal.timeout(timeoutMs));
      child.send({ event, endsAtMs: Date.now() + timeoutMs });
      const { result, error } = v.parse(replySchema, await reply.catch((cause) => kill(child, cause)));
      if (error !== undefined) throw new Error(`the function failed with ${error}`);
      return result;
    },
    async stop() {
      if (!isAlive()) return;
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** What Lambda sets (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html), and nothing of this computer's. */
function createEnvironment(definition: LocalFunction, awsEndpoint: string): NodeJS.ProcessEnv {
  return {
    ...definition.environment,
    _HANDLER: definition.handler,
    AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
    AWS_ENDPOINT_URL: awsEndpoint,
    AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memoryMegabytes),
    AWS_LAMBDA_FUNCTION_NAME: definition.id,
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_REGION: localRegion,
    AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
    LAMBDA_TASK_ROOT: definition.directory,
    TZ: ":UTC",
  };
}

async function nextMessage(child: ChildProcess, signal?: AbortSignal): Promise<unknown> {
  const done = new AbortController();
  const options = { signal: signal ? AbortSignal.any([signal, done.signal]) : done.signal };
  const ended = once(child, "exit", options).then(() =>
    Promise.reject(new Error("the function's process ended")),
  );
  try {
    const [message] = await Promise.race([once(child, "message", options), ended]);
    return message;
  } finally {
    done.abort();
    ended.catch(() => undefined);
  }
}

function kill(child: ChildProcess, cause: unknown): never {
  child.kill("SIGKILL");
  throw cause;
}
