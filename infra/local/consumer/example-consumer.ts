import { SQSClient } from "@aws-sdk/client-sqs";
import { poll } from "../../../functions/package/poller.ts";
import { localCredentials } from "../../endpoints/client-settings.ts";
import type { Endpoints } from "../../endpoints/endpoints.ts";
import type { AwsEndpoint } from "../aws/aws-endpoint.ts";
import { copyQueue } from "./copied-queue.ts";

/** A message that was lost with its connection comes again after these seconds. */
const visibilityTimeoutSeconds = 5;

interface ExampleConsumerParts {
  readonly aws: Pick<AwsEndpoint, "callSqs" | "sent">;
  readonly endpoints: Pick<Endpoints, "aws" | "region" | "queueUrl">;
}

/**
 * Consumes events as a consumer outside Lambda does, and prints a line for each: type, outcome and the start of its id. The
 * subject may be a session token, so it is not printed. It reads a copy of the queue: all events stay there for a person.
 */
export async function startExampleConsumer(
  { aws, endpoints }: ExampleConsumerParts,
  print: (text: string) => void,
): Promise<{ readonly stop: () => Promise<void> }> {
  const tell = tellOnce(print);
  const queue = await copyQueue(aws, endpoints.queueUrl, (error) => tell("copy", `not copied: ${error}`));
  const client = new SQSClient({
    endpoint: endpoints.aws,
    region: endpoints.region,
    credentials: localCredentials,
    maxAttempts: 1,
  });
  const poller = poll({
    queueUrl: queue.url,
    client,
    visibilityTimeoutSeconds,
    handlers({ type, id, data }) {
      print(`${type.padEnd(32)}  ${data.outcome.padEnd(7)}  ${id.slice(0, 12)}`);
    },
    onError: ({ code, message }, messageId) => tell(messageId ?? code, `${code}: ${message}`),
  });
  return {
    async stop() {
      await Promise.all([queue.stop(), poller.stop()]);
      client.destroy();
    },
  };
}

/** An unreadable message and an unreachable queue would print the same line again and again. */
function tellOnce(print: (text: string) => void) {
  const told = new Set<string>();
  return (about: string, text: string) => {
    if (!told.has(about)) print(text);
    told.add(about);
  };
}
