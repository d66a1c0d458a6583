import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { bundleHandler } from "../../infra/bundling/bundle.ts";
import { record } from "./records.ts";
import { startRuntimeApi } from "./runtime-api.ts";

export interface RuntimeFunction {
  /** What the handler returns; rejects if it failed. */
  readonly invoke: (event: unknown) => Promise<unknown>;
  readonly stop: () => Promise<void>;
}

/** One bundle in a process of its own, fed through the Lambda Runtime API; `environment` names the bundle. */
export async function startRuntimeFunction(
  environment: Readonly<Record<string, string>> & { readonly LAMBDA_TASK_ROOT: string },
): Promise<RuntimeFunction> {
  const runtimeApi = await startRuntimeApi();
  const client = fileURLToPath(new URL("./runtime-client.ts", import.meta.url));
  const child = spawn(process.execPath, [client], {
    env: { ...environment, _HANDLER: bundleHandler, AWS_LAMBDA_RUNTIME_API: runtimeApi.address, TZ: ":UTC" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  // "close" comes after the last line, "exit" may not.
  const ended = once(child, "close");
  for (const stream of [child.stdout, child.stderr])
    createInterface(stream).on("line", (line) => record("logs", line));
  return {
    invoke: runtimeApi.invoke,
    async stop() {
      child.kill("SIGKILL");
      await ended;
      await runtimeApi.stop();
    },
  };
}
