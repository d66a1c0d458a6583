import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import createDynalite from "dynalite";
import { close, listen, loopback } from "../listen.ts";
import { callAws, replyError, targetOf } from "./aws-json.ts";
import { startFauxqs } from "./fauxqs.ts";
import { createLambdaApi } from "./lambda-api.ts";
import { createSecretsManager } from "./secrets-manager.ts";
import { createFaultyService } from "./service-faults.ts";

/** Requests with this run's value bypass the switches. */
const watcherHeader = "x-local-watcher";

/** dynalite wants a signature without checking it. */
const unchecked = {
  authorization: "AWS4-HMAC-SHA256 Credential=local, SignedHeaders=host, Signature=local",
  "x-amz-date": "20261121T000000Z",
};

export type AwsEndpoint = Awaited<ReturnType<typeof startAwsEndpoint>>;

/**
 * DynamoDB, SQS, SNS, Secrets Manager and Lambda at one address. `X-Amz-Target` names the service, a path Lambda
 * (https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html). SNS alone speaks the Query protocol, in forms
 * (https://smithy.io/2.0/aws/protocols/aws-query-protocol.html).
 */
export async function startAwsEndpoint(port: number) {
  const dynalite = createDynalite({ createTableMs: 0, deleteTableMs: 0 });
  const { serve, sns, sent, close: closeFauxqs } = await startFauxqs();
  const secretsManager = createSecretsManager();
  const lambda = createLambdaApi();
  const faults = {
    dynamodb: createFaultyService("dynamodb", (...call) => dynalite.emit("request", ...call)),
    sqs: createFaultyService("sqs", serve),
    sns: createFaultyService("sns", serve),
    secretsManager: createFaultyService("secretsManager", secretsManager.handle),
  };
  const services = new Map([
    ["DynamoDB_20120810", faults.dynamodb],
    ["AmazonSQS", faults.sqs],
    ["secretsmanager", faults.secretsManager],
  ]);
  const watcher = randomUUID();
  const server = createServer((request, response) => {
    if (isOfWebsite(request)) return refuseWebsite(response);
    if (lambda.serves(request)) return lambda.handle(request, response);
    const { service: name } = targetOf(request);
    const service = isForm(request) ? faults.sns : services.get(name);
    if (!service) {
      const message = `only DynamoDB, SQS, SNS, Secrets Manager and Lambda are served locally, not "${name}"`;
      return replyError(response, 400, "UnknownOperationException", message);
    }
    const isWatcher = request.headers[watcherHeader] === watcher;
    (isWatcher ? service.serveUp : service.serve)(request, response);
  });
  const url = `http://${loopback}:${await listen(server, port, "AWS endpoint")}`;
  const headers = { ...unchecked, [watcherHeader]: watcher };
  const callUp = (service: string) => (operation: string, input: object) =>
    callAws(url, `${service}.${operation}`, input, headers);
  return {
    url,
    secretsManager,
    lambda,
    faults,
    /** To make topics and subscriptions. */
    sns,
    sent,
    /** Bypasses the fault switches, as the next one. Rejects with `AwsError`. */
    callSqs: callUp("AmazonSQS"),
    callDynamoDb: callUp("DynamoDB_20120810"),
    async stop(): Promise<void> {
      await close(server);
      await closeFauxqs();
    },
  };
}

function isForm({ headers }: IncomingMessage): boolean {
  return headers["content-type"]?.startsWith("application/x-www-form-urlencoded") ?? false;
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
