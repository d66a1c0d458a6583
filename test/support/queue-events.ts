import type { SQSRecord } from "aws-lambda";
import type { VendorId } from "../../functions/vendors.ts";
import { matchRoute, routesOf } from "../../infra/http-api/routes.ts";
import { findVendor, listExamples, loadSimulator, readExample } from "../../infra/simulators/simulators.ts";
import type { QueueMessage } from "../../lib/intake/ports.ts";
import type { JsonObject } from "../../lib/json/json.ts";
import { createVendorHarness } from "./vendor-harness.ts";

/** The events of a vendor's published examples. */
export function eventsOfExamples(id: VendorId): Promise<string[]> {
  return Promise.all(listExamples(id).map((name) => eventOf(id, readExample(id, name))));
}

export async function eventOf(id: VendorId, notification: JsonObject): Promise<string> {
  return (await messageOf(id, notification)).body;
}

/** The message that the pipeline makes of the vendor's delivery. */
export async function messageOf(id: VendorId, notification: JsonObject): Promise<QueueMessage> {
  const source = findVendor(id);
  const simulator = await loadSimulator(id);
  const { ourSide, vendorSide } = simulator.createCredentials();
  const { deliver, clock, eventQueue } = createVendorHarness(source, { secrets: [ourSide] });
  const { path, headers, body } = await simulator.createRequest(notification, vendorSide, clock.now());
  const match = matchRoute(routesOf(source), "POST", `${source.routes[0]}${path}`);
  await deliver({ headers, body, pathParameters: match?.pathParameters ?? {} });
  const [message] = eventQueue.messages;
  if (!message) throw new Error(`the delivery of ${id} became no event`);
  return message;
}

/** As https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html shows it. */
export function fifoRecord(messageId: string, groupId: string, body: string): SQSRecord {
  return {
    messageId,
    receiptHandle: "AQEBBX8nesZEXmkhsmZeyIE8iQAMig7qw...",
    body,
    attributes: {
      ApproximateReceiveCount: "1",
      SentTimestamp: "1573251510774",
      SequenceNumber: "18849496460467696128",
      MessageGroupId: groupId,
      SenderId: "AIDAIO23YVJENQZJOL4VO",
      MessageDeduplicationId: "1",
      ApproximateFirstReceiveTimestamp: "1573251510774",
    },
    messageAttributes: {},
    md5OfBody: "e4e68fb7bd0e697a0ae8f1bb342846b3",
    eventSource: "aws:sqs",
    eventSourceARN: "arn:aws:sqs:us-east-2:123456789012:fifo.fifo",
    awsRegion: "us-east-2",
  };
}

export function ungroupedRecord(messageId: string, body: string): SQSRecord {
  const { MessageGroupId: _, ...attributes } = fifoRecord(messageId, "", body).attributes;
  return { ...fifoRecord(messageId, "", body), attributes };
}
