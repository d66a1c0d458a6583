import { LambdaClient } from "@aws-sdk/client-lambda";
import { SQSClient } from "@aws-sdk/client-sqs";
import { outputName } from "../../lib/wiring/output-name.ts";
import { createMessageQueue } from "../aws-api/message-queue.ts";
import { type ClientSettings, localClientSettings } from "../endpoints/client-settings.ts";
import type { Endpoints } from "../endpoints/endpoints.ts";
import { readOutputs } from "../endpoints/outputs.ts";
import { createReplay } from "./replay-functions.ts";

export interface ReplayTarget {
  /** The name of a source's Lambda function. Undefined if the intake has no such source. */
  readonly functionOf: (source: string) => string | undefined;
  readonly quarantineQueueUrl: string;
  readonly clientSettings: ClientSettings;
  /** What to check when AWS does not answer. */
  readonly advice: string;
}

/** What a walk needs of the intake. */
export function connectTo({ clientSettings, quarantineQueueUrl, functionOf }: ReplayTarget) {
  const sqs = new SQSClient(clientSettings);
  const lambda = new LambdaClient(clientSettings);
  return {
    queue: createMessageQueue(sqs, quarantineQueueUrl),
    replay: createReplay(lambda, functionOf),
    disconnect() {
      sqs.destroy();
      lambda.destroy();
    },
  };
}

export function localReplayTarget(endpoints: Endpoints): ReplayTarget {
  const functionOf = (source: string) => own(endpoints.sources, source)?.functionName;
  const { quarantineQueueUrl } = endpoints;
  const clientSettings = localClientSettings(endpoints);
  return { functionOf, quarantineQueueUrl, clientSettings, advice: "is the intake running?" };
}

export function deployedReplayTarget(path: string): ReplayTarget {
  const { outputs, quarantineQueueUrl, clientSettings } = readOutputs(path);
  return {
    functionOf: (source) => own(outputs, `${outputName(source)}FunctionName`),
    quarantineQueueUrl,
    clientSettings,
    advice: "look at the credentials, and at the permissions that docs/operating.md lists in section 4",
  };
}

/** A quarantined message may name anything. */
function own<Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
