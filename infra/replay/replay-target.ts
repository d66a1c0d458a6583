import { readFileSync } from "node:fs";
import { LambdaClient, type LambdaClientConfig } from "@aws-sdk/client-lambda";
import { SQSClient } from "@aws-sdk/client-sqs";
import * as v from "valibot";
import { vendors } from "../../functions/vendors.ts";
import { UsageError } from "../command-line/usage-error.ts";
import { localClientSettings } from "../endpoints/client-settings.ts";
import type { Endpoints } from "../endpoints/endpoints.ts";
import { createQuarantineQueue } from "./quarantine-queue.ts";
import { createReplay } from "./replay-functions.ts";

export interface ReplayTarget {
  /** Lambda function names, by source. */
  readonly functions: Readonly<Record<string, string>>;
  readonly quarantineQueueUrl: string;
  /** The SDK takes the rest from the environment. */
  readonly clientSettings: Pick<LambdaClientConfig, "endpoint" | "region" | "credentials">;
  /** What to check when AWS does not answer. */
  readonly advice: string;
}

/** What a walk needs of the intake. */
export function connectTo({ clientSettings, quarantineQueueUrl, functions }: ReplayTarget) {
  const sqs = new SQSClient(clientSettings);
  const lambda = new LambdaClient(clientSettings);
  return {
    queue: createQuarantineQueue(sqs, quarantineQueueUrl),
    replay: createReplay(lambda, functions),
    disconnect() {
      sqs.destroy();
      lambda.destroy();
    },
  };
}

export function localReplayTarget(endpoints: Endpoints): ReplayTarget {
  return { ...endpoints, clientSettings: localClientSettings(endpoints), advice: "is the intake running?" };
}

const outputsSchema = v.record(v.string(), v.record(v.string(), v.string()));

/** Reads the file of `cdk deploy --outputs-file`. */
export function deployedReplayTarget(path: string): ReplayTarget {
  const intakes = Object.values(readOutputs(path)).filter((outputs) => "QuarantineQueueUrl" in outputs);
  const [outputs, ...others] = intakes;
  const quarantineQueueUrl = outputs?.QuarantineQueueUrl;
  if (!outputs || quarantineQueueUrl === undefined || others.length > 0)
    throw new UsageError(`${path} has to hold the outputs of one intake`);
  const region = /^https:\/\/sqs\.([a-z0-9-]+)\./.exec(quarantineQueueUrl)?.[1];
  return {
    functions: functionsIn(outputs),
    quarantineQueueUrl,
    clientSettings: region ? { region } : {},
    advice: "look at the credentials, and at the permissions that docs/operating.md lists in section 4",
  };
}

function readOutputs(path: string) {
  try {
    return v.parse(outputsSchema, JSON.parse(readFileSync(path, "utf8")));
  } catch {
    throw new UsageError(`${path} is not a file that "cdk deploy --outputs-file" wrote`);
  }
}

/** Outputs are source ids in PascalCase. */
function functionsIn(outputs: Readonly<Record<string, string>>): Record<string, string> {
  const byName = new Map(Object.entries(outputs).map(([name, value]) => [name.toLowerCase(), value]));
  const functions = vendors.flatMap(({ id }) => {
    const name = byName.get(`${id.replaceAll("-", "")}functionname`);
    return name === undefined ? [] : [[id, name] as const];
  });
  return Object.fromEntries(functions);
}
