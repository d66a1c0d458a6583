import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import dynalite from "dynalite";
import { buildApp } from "fauxqs";
import { close, listen, loopback } from "../listen.ts";
import { localRegion } from "../stack/intrinsics.ts";
import { callAws, replyError, targetOf } from "./aws-json.ts";
import { createLambdaApi, type LambdaApi } from "./lambda-api.ts";
import { takeCharactersOfSqs } from "./message-characters.ts";
import { handOutGroupsAsSqs } from "./message-groups.ts";
import { createSecretsManager, type SecretsManager } from "./secrets-manager.ts";
import { type SentMessages, watchSentMessages } from "./sent-messages.ts";
import { createFaultyService, type FaultSwitches, type Service } from "./service-faults.ts";

/** Bypasses the fault switches. Rejects with `AwsError`. */
type CallService = (operation: string, input: object) => Promise<unknown>;

export interface AwsEndpoint {
  readonly url: string;
  readonly secretsManager: SecretsManager;
  readonly lambda: LambdaApi;
  /** Changes how services fail. */
  readonly faults: FaultSwitches;
  readonly sent: SentMessages;
  readonly callSqs: CallService;
  readonly callDynamoDb: CallService;
  readonly stop: () => Promise<void>;
}

/** Requests with this run's value bypass the switches. */
const watcherHeader = "x-local-watcher";

/** dynalite wants a signature without checking it. */
const unchecked = {
  authorization: "AWS4-HMAC-SHA256 Credential=local, SignedHeaders=host, Signature=local",
  "x-amz-date": "20261121T000000Z",
};

/**
 * DynamoDB, SQS, Secrets Manager and Lambda at one address. `X-Amz-Target` names the service, a path Lambda
 * (https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html).
 */
export async function startAwsEndpoint(port: number): Promise<AwsEndpoint> {
  const dynamodb = dynalite({ createTableMs: 0, deleteTableMs: 0 });
  await takeCharactersOfSqs();
  await handOutGroupsAsSqs();
  const sqs = buildApp({ logger: false, defaultRegion: localRegion });
  const sent = watchSentMessages(sqs);
  await sqs.ready();
  const secretsManager = createSecretsManager();
  const lambda = createLambdaApi();
  const services = {
    DynamoDB_20120810: (request, response) => dynamodb.emit("request", request, response),
    AmazonSQS: sqs.routing,
    secretsmanager: secretsManager.handle,
  } satisfies Record<string, Service>;
  const faults = {
    dynamodb: createFaultyService("dynamodb", services.DynamoDB_20120810),
    sqs: createFaultyService("sqs", services.AmazonSQS),
    secretsManager: createFaultyService("secretsManager", services.secretsmanager),
  };
  const watched = new Map<string, Service>(Object.entries(services));
  const switched = new Map<string, Service>([
    ["DynamoDB_20120810", faults.dynamodb.serve],
    ["AmazonSQS", faults.sqs.serve],
    ["secretsmanager", faults.secretsManager.serve],
  ]);
  const watcher = randomUUID();
  const server = createServer((request, response) => {
    if (isOfWebsite(request)) return refuseWebsite(response);
    if (lambda.serves(request)) return lambda.handle(request, response);
    const { service } = targetOf(request);
    const serve = (request.headers[watcherHeader] === watcher ? watched : switched).get(service);
    if (serve) serve(request, response);
    else refuse(response, service);
  });
  const url = `http://${loopback}:${await listen(server, port, "AWS endpoint")}`;
  const call = (target: string, input: object) =>
    callAws(url, target, input, { ...unchecked, [watcherHeader]: watcher });
  return {
    url,
    secretsManager,
    lambda,
    faults,
    sent,
    callSqs: (operation, input) => call(`AmazonSQS.${operation}`, input),
    callDynamoDb: (operation, input) => call(`DynamoDB_20120810.${operation}`, input),
    async stop() {
      await close(server);
      await sqs.close();
    },
  };
}

/**
 * No signature is checked here. A website in this computer's browser could otherwise invoke functions, or read secrets under a
 * name of its own that points here (DNS rebinding). Browsers send `Origin` with every POST
 * (https://fetch.spec.whatwg.org/#origin-header). SDKs and the AWS CLI never do.
 */
function isOfWebsite({ method, headers }: IncomingMessage): boolean {
  return method !== "POST" || headers.origin !== undefined || headers["sec-fetch-site"] !== undefined;
}

/** The body is not read. */
function refuseWebsite(response: ServerResponse): void {
  response.writeHead(403, { "content-type": "text/plain", connection: "close" });
  response.end("This is for AWS SDKs and the AWS CLI, not for browsers.\n");
}

function refuse(response: ServerResponse, service: string): void {
  const message = `only DynamoDB, SQS, Secrets Manager and Lambda are served locally, not "${service}"`;
  replyError(response, 400, "UnknownOperationException", message);
}
