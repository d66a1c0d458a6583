import { SQSClient } from "@aws-sdk/client-sqs";
import { poll } from "../../../functions/package/poller.ts";
import { localCredentials } from "../../endpoints/client-settings.ts";
import type { Endpoints } from "../../endpoints/endpoints.ts";
import type { AwsEndpoint } from "../aws/aws-endpoint.ts";
import { copyQueue } from "./copied-queue.ts";

/** A message that it was given and lost with its connection, while SQS was switched off, comes again after these seconds. */
const visibilityTimeoutSeconds = 5;

interface ExampleConsumerParts {
  readonly aws: Pick<AwsEndpoint, "callSqs" | "sent">;
  readonly endpoints: Pick<Endpoints, "aws" | "region" | "queueUrl">;
}

/**
 * Consumes every event in the way of a consumer outside Lambda, and prints a line of type, outcome and the start of its id.
 * The subject is a vendor's own: pipwave's is a session token. It reads a copy of the events queue, so that all events stay
 * there for whoever reads that.
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

/** What cannot be read comes again and again, and a queue that is switched off is asked again and again. */
function tellOnce(print: (text: string) => void) {
  const told = new Set<string>();
  return (about: string, text: string) => {
    if (!told.has(about)) print(text);
    told.add(about);
  };
}
