import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import * as v from "valibot";
import type { OutboxMessage } from "../../intake/ports.ts";
import { queueNames } from "../../source/queue-name.ts";
import { tableAttributes } from "../../wiring/table-attributes.ts";

const { key, deferred, deferredAtMs, groupId } = tableAttributes;

const schema = v.object({
  queue: v.picklist(queueNames),
  message: v.object({
    body: v.string(),
    groupId: v.string(),
    deduplicationId: v.string(),
    attributes: v.object({ source: v.string(), type: v.string(), outcome: v.optional(v.string()) }),
  }),
  deferredAt: v.pipe(
    v.string(),
    v.isoTimestamp(),
    v.transform((text) => new Date(text)),
  ),
  retentionSeconds: v.number(),
  signed: v.optional(
    v.object({
      key: v.string(),
      signature: v.string(),
      body: v.string(),
      values: v.record(v.string(), v.string()),
      keptSeconds: v.number(),
      copyId: v.string(),
    }),
  ),
});

/**
 * A message has up to 1 MiB, an item up to 400 KB. A message repeats most of its body of up to 256 KiB. A window
 * wider than a message brings it below the limit (ADR 10). Quality 4 takes some milliseconds.
 */
const compression = {
  params: { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_LGWIN]: 22 },
};

/** Has no expiry: the item stays until sent. */
export function writeOutboxItem(outboxMessage: OutboxMessage): Record<string, AttributeValue> {
  const { message, deferredAt } = outboxMessage;
  return {
    [key]: { S: message.deduplicationId },
    [deferred]: { S: message.attributes.source },
    [deferredAtMs]: { N: String(deferredAt.getTime()) },
    [groupId]: { S: message.groupId },
    message: { B: brotliCompressSync(JSON.stringify(outboxMessage), compression) },
  };
}

/** Undefined unless deferred. Throws for a damaged item. */
export function readOutboxItem(item: Record<string, AttributeValue> | undefined): OutboxMessage | undefined {
  if (!item?.[deferred]) return undefined;
  const compressed = v.parse(v.instance(Uint8Array), item.message?.B);
  return v.parse(schema, JSON.parse(brotliDecompressSync(compressed).toString("utf8")));
}
