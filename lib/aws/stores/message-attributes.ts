import type { QueueMessage } from "../../intake/ports.ts";
import type { QueueName } from "../../source/queue-name.ts";

/** Events are structured CloudEvents. Quarantined deliveries are our JSON. */
const contentTypes: Readonly<Record<QueueName, string>> = {
  events: "application/cloudevents+json",
  quarantine: "application/json",
};

interface TextAttribute {
  readonly DataType: "String";
  readonly StringValue: string;
}

/** As SQS and SNS write them. Both refuse an attribute without a value. */
export function messageAttributes(queue: QueueName, attributes: QueueMessage["attributes"]) {
  const values = Object.entries({ ...attributes, "content-type": contentTypes[queue] });
  return Object.fromEntries(
    values.flatMap(([name, value]): [string, TextAttribute][] =>
      value === undefined ? [] : [[name, { DataType: "String", StringValue: value }]],
    ),
  );
}
