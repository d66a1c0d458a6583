import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import createDynalite from "dynalite";
import { close, listen, loopback } from "../listen.ts";
import { localRegion } from "../stack/intrinsics.ts";
import { callAws, callSns, replyError, targetOf } from "./aws-json.ts";
import { startFauxqs } from "./fauxqs.ts";
import { forwardTo } from "./forward.ts";
import { createLambdaApi } from "./lambda-api.ts";
import { createSecretsManager } from "./secrets-manager.ts";
import { createFaultyService, type Service } from "./service-faults.ts";

/** Requests with this run's value bypass the switches. */
const watcherHeader = "x-local-watcher";

/** dynalite wants a signature without checking it. Others read service and region in it. */
function unchecked(service: string) {
  const scope = `20261121/${localRegion}/${service}/aws4_request`;
  return {
    authorization: `AWS4-HMAC-SHA256 Credential=local/${scope}, SignedHeaders=host, Signature=local`,
    "x-amz-date": "20261121T000000Z",
  };
}

type Texts = Readonly<Record<string, string>>;

/** Addresses of other engines, by the service that they serve in place of ours. */
export type Engines = Readonly<Partial<Record<"dynamodb" | "sqs" | "sns", string>>>;

export type AwsEndpoint = Awaited<ReturnType<typeof startAwsEndpoint>>;

/**
 * DynamoDB, SQS, SNS, Secrets Manager and Lambda at one address. `X-Amz-Target` names the service, a path Lambda
 * (https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html). SNS alone speaks the Query protocol, in forms
 * (https://smithy.io/2.0/aws/protocols/aws-query-protocol.html).
 */
export async function startAwsEndpoint(port: number, engines: Engines = {}) {
  const dynalite = createDynalite({ createTableMs: 0, deleteTableMs: 0 });
  const { serve, sns, sent, close: closeFauxqs } = await startFauxqs();
  const secretsManager = createSecretsManager();
  const lambda = createLambdaApi();
  const host = (name: keyof Engines, own: Service) => {
    const engine = engines[name];
    return createFaultyService(name, engine === undefined ? own : forwardTo(engine));
  };
  const faults = {
    dynamodb: host("dynamodb", (...call) => dynalite.emit("request", ...call)),
    sqs: host("sqs", serve),
    sns: host("sns", serve),
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
  const headersFor = (service: string) => ({ ...unchecked(service), [watcherHeader]: watcher });
  const callUp = (target: string, service: string) => (operation: string, input: object) =>
    callAws(url, `${target}.${operation}`, input, headersFor(service));
  return {
    url,
    secretsManager,
    lambda,
    faults,
    sns,
    sent,
    /** Bypasses the fault switches, as the next one. Rejects with `AwsError`. */
    callSqs: callUp("AmazonSQS", "sqs"),
    callDynamoDb: callUp("DynamoDB_20120810", "dynamodb"),
    callSns: (parameters: Texts, attributes: Texts) =>
      callSns(url, parameters, attributes, headersFor("sns")),
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
