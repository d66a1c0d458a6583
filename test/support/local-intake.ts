import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll } from "vitest";
import type { SourceId } from "../../functions/vendors.ts";
import { localCredentials } from "../../infra/endpoints/client-settings.ts";
import { type IntakeOptions, type RunningIntake, startIntake } from "../../infra/local/intake.ts";
import { post, type ReceivedResponse } from "../../infra/simulators/post.ts";
import { localTarget } from "../../infra/simulators/simulator-client.ts";
import { loadSimulator } from "../../infra/simulators/simulators.ts";
import { isJsonObject, parseJson } from "../../lib/json/json.ts";
import { record } from "./records.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

interface QueuedMessage {
  readonly body: string;
  readonly groupId: string | undefined;
  readonly attributes: Readonly<Record<string, string | undefined>>;
}

/** The intake that really runs: its own processes and ports, for the tests of one file. */
export interface LocalIntake {
  /** Where it writes its files. */
  readonly directory: string;
  readonly running: () => RunningIntake;
  /** Every line that the functions have logged. */
  readonly logs: () => readonly string[];
  /** Delivers a body as the vendor does, with valid credentials; `body` may be any text. */
  readonly deliver: (source: SourceId, body: string) => Promise<ReceivedResponse>;
  /** Delivers exactly these bytes and headers to a path over HTTP. */
  readonly post: (
    path: string,
    headers: Readonly<Record<string, string>>,
    body: string | Buffer,
  ) => Promise<ReceivedResponse>;
  /** Takes everything off a queue. */
  readonly drain: (
    queue: "queueUrl" | "quarantineQueueUrl" | "deadLetterQueueUrl",
  ) => Promise<QueuedMessage[]>;
}

export function useLocalIntake(
  start: (options: IntakeOptions) => Promise<RunningIntake> = startIntake,
): LocalIntake {
  const directory = temporaryDirectory();
  const logs: string[] = [];
  let running: RunningIntake | undefined;
  const required = () => {
    if (!running) throw new Error("the intake is not running");
    return running;
  };
  beforeAll(async () => {
    running = await start({
      directory,
      ports: { http: 0, mutualTls: 0, aws: 0 },
      onLog(_, line) {
        logs.push(line);
        record("logs", line);
      },
    });
    for (const vendorSide of Object.values(running.endpoints.secrets))
      for (const secret of Object.values(vendorSide)) record("secrets", secret);
  });
  afterAll(async () => {
    await running?.stop();
  });
  return {
    directory,
    running: required,
    logs: () => logs,
    deliver: (source, body) => deliver(required(), source, body),
    post(path, headers, body) {
      record("bodies", body.toString());
      return post(`${required().endpoints.http}${path}`, headers, body);
    },
    drain: (queue) => drain(required(), queue),
  };
}

async function deliver(
  { endpoints }: RunningIntake,
  source: SourceId,
  body: string,
): Promise<ReceivedResponse> {
  const simulator = await loadSimulator(source);
  const target = localTarget(source, endpoints);
  const reading = parseJson(Buffer.from(body));
  const isObject = reading.ok && isJsonObject(reading.value);
  const request = await simulator.createRequest(isObject ? reading.value : {}, target.vendorSide, new Date());
  const text = isObject ? request.body : body;
  record("bodies", text);
  return post(`${target.address}${request.path}`, request.headers, text, target.tls);
}

async function drain(
  { endpoints }: RunningIntake,
  queue: "queueUrl" | "quarantineQueueUrl" | "deadLetterQueueUrl",
) {
  const sqs = new SQSClient({
    endpoint: endpoints.aws,
    region: endpoints.region,
    credentials: localCredentials,
  });
  const QueueUrl = endpoints[queue];
  const drained: QueuedMessage[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ["All"],
        MessageSystemAttributeNames: ["MessageGroupId"],
      }),
    );
    if (Messages.length === 0) break;
    for (const { Body = "", Attributes, MessageAttributes = {}, ReceiptHandle } of Messages) {
      const attributes = Object.entries(MessageAttributes).map(([name, { StringValue }]) => [
        name,
        StringValue,
      ]);
      drained.push({
        body: Body,
        groupId: Attributes?.MessageGroupId,
        attributes: Object.fromEntries(attributes),
      });
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
  sqs.destroy();
  return drained;
}
