import { readFileSync } from "node:fs";
import * as v from "valibot";
import { UsageError } from "../command-line/usage-error.ts";
import type { ClientSettings } from "./client-settings.ts";

const schema = v.record(v.string(), v.record(v.string(), v.string()));

export type DeployedIntake = ReturnType<typeof readOutputs>;

/** The file of `cdk deploy --outputs-file`. @throws UsageError unless it has the outputs of one intake. */
export function readOutputs(path: string) {
  const intakes = Object.entries(parse(path)).filter(([, outputs]) => "QuarantineQueueUrl" in outputs);
  const [[stackName = "", outputs] = [], ...others] = intakes;
  const quarantineQueueUrl = outputs?.QuarantineQueueUrl;
  if (!outputs || quarantineQueueUrl === undefined || others.length > 0)
    throw new UsageError(`${path} has to hold the outputs of one intake`);
  const region = /^https:\/\/sqs\.([a-z0-9-]+)\./.exec(quarantineQueueUrl)?.[1];
  const clientSettings: ClientSettings = region ? { region } : {};
  return { stackName, outputs, quarantineQueueUrl, clientSettings };
}

function parse(path: string) {
  try {
    return v.parse(schema, JSON.parse(readFileSync(path, "utf8")));
  } catch {
    throw new UsageError(`${path} is not a file that "cdk deploy --outputs-file" wrote`);
  }
}
