import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import dynalite from "dynalite";
import { buildApp } from "fauxqs";
import { close, listen, loopback } from "../listen.ts";
import { localRegion } from "../stack/intrinsics.ts";
import { type CallDynamoDb, callEmbeddedDynamoDb } from "./dynamodb-calls.ts";
import { createLambdaApi, type LambdaApi } from "./lambda-api.ts";
import { takeCharactersOfSqs } from "./message-characters.ts";
import { handOutGroupsAsSqs } from "./message-groups.ts";
import { createSecretsManager, type SecretsManager } from "./secrets-manager.ts";
import { type SentMessages, watchSentMessages } from "./sent-messages.ts";
import { createFaultyService, type FaultSwitches, type Service } from "./service-faults.ts";
import { type CallSqs, callEmbeddedSqs } from "./sqs-calls.ts";

export interface AwsEndpoint {
  readonly url: string;
  readonly secretsManager: SecretsManager;
  readonly lambda: LambdaApi;
  /** How each service behaves, to be changed while it runs. */
  readonly faults: FaultSwitches;
  readonly sent: SentMessages;
  /** SQS past its switch, for whoever watches the queues rather than uses them. */
  readonly callSqs: CallSqs;
  /** The same of DynamoDB. */
  readonly callDynamoDb: CallDynamoDb;
  readonly stop: () => Promise<void>;
}

/**
 * DynamoDB, SQS, Secrets Manager and Lambda behind one address, told apart as AWS itself does where hosts are shared: by
 * the operation in `X-Amz-Target` (https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html), Lambda by its path.
 */
export async function startAwsEndpoint(port: number): Promise<AwsEndpoint> {
  const dynamodb = dynalite({ createTableMs: 0, deleteTableMs: 0 });
  await takeCharactersOfSqs();
  await handOutGroupsAsSqs();
  const sqs = buildApp({ logger: false, defaultRegion: localRegion });
  const sent = watchSentMessages(sqs);
  await sqs.ready();
  const callSqs = callEmbeddedSqs(sqs);
  const secretsManager = createSecretsManager();
  const lambda = createLambdaApi();
  const faulty = {
    dynamodb: createFaultyService("dynamodb", (request, response) =>
      dynamodb.emit("request", request, response),
    ),
    sqs: createFaultyService("sqs", (request, response) => sqs.routing(request, response)),
    secretsManager: createFaultyService(
      "secretsManager",
      (request, response) => void secretsManager.handle(request, response),
    ),
  };
  const services: Readonly<Record<string, Service>> = {
    DynamoDB_20120810: faulty.dynamodb.serve,
    AmazonSQS: faulty.sqs.serve,
    secretsmanager: faulty.secretsManager.serve,
  };
  const server = createServer((request, response) => {
    if (isOfWebsite(request)) return refuseWebsite(response);
    if (lambda.serves(request)) return void lambda.handle(request, response);
    const [name = ""] = String(request.headers["x-amz-target"] ?? "").split(".");
    const service = Object.hasOwn(services, name) ? services[name] : undefined;
    if (service) service(request, response);
    else refuse(response, name);
  });
  const boundPort = await listen(server, port, "AWS endpoint");
  return {
    url: `http://${loopback}:${boundPort}`,
    secretsManager,
    lambda,
    faults: faulty,
    sent,
    callSqs,
    callDynamoDb: callEmbeddedDynamoDb(dynamodb),
    async stop() {
      await close(server);
      await sqs.close();
    },
  };
}

/**
 * Nobody signs here, so a website that is open in a browser on this computer could invoke a function, or read secrets
 * under a name of its own that points here (DNS rebinding). Whoever uses AWS sends POST, and browsers send `Origin` with
 * every one, also to their own origin (https://fetch.spec.whatwg.org/#origin-header); SDKs and the AWS CLI never do.
 */
function isOfWebsite({ method, headers }: IncomingMessage): boolean {
  return method !== "POST" || headers.origin !== undefined || headers["sec-fetch-site"] !== undefined;
}

function refuseWebsite(response: ServerResponse): void {
  // What it sent is not read.
  response.writeHead(403, { "content-type": "text/plain", connection: "close" });
  response.end("This is for AWS SDKs and the AWS CLI, not for browsers.\n");
}

function refuse(response: ServerResponse, name: string): void {
  const message = `only DynamoDB, SQS, Secrets Manager and Lambda are served locally, not "${name}"`;
  response.writeHead(400, { "content-type": "application/x-amz-json-1.0" });
  response.end(JSON.stringify({ __type: "UnknownOperationException", message }));
}
