import { createHash, timingSafeEqual } from "node:crypto";
import { IdempotencyConfig, makeIdempotent } from "@aws-lambda-powertools/idempotency";
import { DynamoDBPersistenceLayer } from "@aws-lambda-powertools/idempotency/dynamodb";
import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import { getSecret } from "@aws-lambda-powertools/parameters/secrets";
import { ApiGatewayV2Envelope } from "@aws-lambda-powertools/parser/envelopes/api-gatewayv2";
import { JSONStringified } from "@aws-lambda-powertools/parser/helpers";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { APIGatewayProxyEventV2, Context } from "aws-lambda";
import { z } from "zod";

/** Powertools for AWS Lambda by its documentation: parser, parameters, idempotency, logger, metrics. It lacks order, quarantine, outbox and a rotated secret. */
const { TABLE: tableName = "", QUEUE_URL: QueueUrl, SECRET_ID: secretId = "" } = process.env;

const logger = new Logger({ serviceName: "baseline", persistentKeys: { source: "yoti" } });
const metrics = new Metrics({
  namespace: "Notifications",
  serviceName: "baseline",
  defaultDimensions: { source: "yoti" },
});
const queue = new SQSClient();
const persistenceStore = new DynamoDBPersistenceLayer({ tableName });
const config = new IdempotencyConfig({
  eventKeyJmesPath: "[session_id, topic, task_id, resource_id, check_id]",
  expiresAfterSeconds: 30 * 24 * 60 * 60,
});

const identifier = z.string().trim().min(1).max(256);
const notification = z.object({
  session_id: identifier,
  topic: identifier.toLowerCase(),
  task_id: z.string().nullish(),
  resource_id: z.string().nullish(),
  check_id: z.string().nullish(),
});
type Notification = z.infer<typeof notification>;

const outcomes: Readonly<Record<string, string>> = { session_completion: "ready" };

/** Runs once a notification. Copies read the table. */
const enqueue = makeIdempotent(
  async (body: Notification, requestId: string) => {
    const { session_id, topic, task_id, resource_id, check_id } = body;
    const id = digest(JSON.stringify([session_id, topic, task_id, resource_id, check_id])).toString("hex");
    const event = {
      specversion: "1.0",
      id,
      source: "yoti",
      type: "yoti.session.v1",
      subject: session_id,
      recordedtime: new Date().toISOString(),
      datacontenttype: "application/json",
      correlationid: requestId,
      data: {
        outcome: outcomes[topic] ?? "updated",
        reason: topic,
        references: { session: session_id, task: task_id, resource: resource_id, check: check_id },
        original: body,
      },
    };
    await queue.send(
      new SendMessageCommand({
        QueueUrl,
        MessageBody: JSON.stringify(event),
        MessageGroupId: `yoti.${digest(session_id).toString("hex")}`,
        MessageDeduplicationId: id,
        MessageAttributes: { source: { DataType: "String", StringValue: "yoti" } },
      }),
    );
    metrics.addMetric("Enqueued", MetricUnit.Count, 1);
    return { id, requestId };
  },
  { persistenceStore, config },
);

export async function handler(event: APIGatewayProxyEventV2, context: Context) {
  const startedAt = Date.now();
  config.registerLambdaContext(context);
  const { requestId } = event.requestContext;
  const response = await receive(event, requestId);
  metrics.addMetric("Received", MetricUnit.Count, 1);
  metrics.addMetric("Duration", MetricUnit.Milliseconds, Date.now() - startedAt);
  metrics.publishStoredMetrics();
  return response;
}

async function receive(event: APIGatewayProxyEventV2, requestId: string) {
  if (!(await isAuthentic(event.headers.authorization ?? ""))) {
    metrics.addMetric("Refused", MetricUnit.Count, 1);
    logger.info("delivery", { requestId, outcome: "refused" });
    return { statusCode: 401, body: "" };
  }
  const body = ApiGatewayV2Envelope.parse(event, JSONStringified(notification));
  const receipt = await enqueue(body, requestId);
  const outcome = receipt.requestId === requestId ? "accepted" : "duplicate";
  logger.info("delivery", { requestId, outcome, event: receipt.id });
  return { statusCode: 200, headers: { "content-type": "text/plain" }, body: "" };
}

async function isAuthentic(authorization: string): Promise<boolean> {
  const secret = await getSecret(secretId, { maxAge: 300, transform: "json" });
  const { token } = z.object({ token: z.string() }).parse(secret);
  const expected = [`Basic ${Buffer.from(token).toString("base64")}`, `Bearer ${token}`];
  return expected.some((value) => timingSafeEqual(digest(value), digest(authorization)));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
