import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import * as v from "valibot";
import { readInput, readJson } from "../../command-line/options.ts";
import { UsageError } from "../../command-line/usage-error.ts";
import { readEndpoints } from "../../endpoints/endpoints.ts";
import { readOutputs } from "../../endpoints/outputs.ts";
import type { Engines } from "../../local/aws/aws-endpoint.ts";
import type { Target } from "../target.ts";
import { deployedTarget } from "./deployed-target.ts";
import { runningTarget } from "./running-target.ts";
import { deployTarget } from "./thrown-away-target.ts";

export interface TargetOptions {
  readonly endpoints?: string;
  readonly outputs?: string;
  readonly deploy?: string;
  readonly destroy?: boolean;
  readonly stage?: string;
  readonly engine?: Engines;
  readonly credentials?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** What was started ends with the stack. */
export async function chooseTarget(options: TargetOptions, started: AsyncDisposableStack): Promise<Target> {
  const { endpoints, outputs, deploy, destroy: isDestroyed = false, stage, cert, key } = options;
  if (endpoints !== undefined) {
    const directory = dirname(resolve(endpoints));
    const running = await runningTarget(endpoints, readEndpoints(directory), stage ?? "dev");
    return { ...running, logLines: linesFromNow(join(directory, "functions.log")) };
  }
  if (outputs !== undefined) {
    const stageName = stage ?? readOutputs(outputs).stackName.replace(/^NotificationIntake-/, "");
    const client = cert && key ? { cert: readInput(cert), key: readInput(key) } : {};
    const credentials = readCredentials(options.credentials);
    const deployed = { outputsFile: outputs, stageName, credentials, client, ownsSecrets: false };
    return deployedTarget(outputs, deployed);
  }
  const directory = ownDirectory(started);
  if (deploy !== undefined) return deployTarget(deploy, directory, isDestroyed, started);
  // The local intake loads slowly, so a wrong option fails before.
  const { startLocalTarget } = await import("./local-target.ts");
  return startLocalTarget(directory, stage ?? "example", started, options.engine);
}

/** Undefined if there is no such file. */
function linesFromNow(file: string): Target["logLines"] {
  if (!existsSync(file)) return undefined;
  const earlier = readFileSync(file, "utf8").length;
  return async () => readFileSync(file, "utf8").slice(earlier).split("\n");
}

/** It goes with the stack. */
export function ownDirectory(started: AsyncDisposableStack): string {
  const directory = mkdtempSync(join(tmpdir(), "notification-intake-acceptance-"));
  // At the exit as well, because a second Ctrl-C ends the command.
  const remove = () => rmSync(directory, { recursive: true, force: true });
  process.once("exit", remove);
  started.defer(remove);
  return directory;
}

const credentialsSchema = v.record(v.string(), v.unknown());

function readCredentials(file: string | undefined): Readonly<Record<string, unknown>> {
  if (file === undefined)
    throw new UsageError("--outputs needs --credentials FILE: what each vendor holds, by source");
  const { success, output } = v.safeParse(credentialsSchema, readJson(file));
  if (!success) throw new UsageError(`${file} has to be JSON: the credentials of each source, by its id`);
  return output;
}
