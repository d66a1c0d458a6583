import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import * as v from "valibot";
import type { OutboxMessage } from "../../intake/ports.ts";
import { queueNames } from "../../source/queue-name.ts";
import { tableAttributes } from "../../wiring/table-attributes.ts";

const { key, deferred, deferredAtMs, groupId } = tableAttributes;
const text = v.object({ S: v.string() });
const number = v.object({ N: v.pipe(v.string(), v.transform(Number)) });

const schema = v.object({
  [key]: text,
  [deferred]: text,
  [deferredAtMs]: number,
  [groupId]: text,
  queue: v.object({ S: v.picklist(queueNames) }),
  type: text,
  outcome: v.optional(text),
  retentionSeconds: number,
  signed: v.optional(
    v.object({
      M: v.object({
        key: text,
        signature: text,
        body: text,
        copyId: text,
        values: v.object({ M: v.record(v.string(), text) }),
        keptSeconds: number,
      }),
    }),
  ),
  message: v.object({ B: v.instance(Uint8Array) }),
});

/**
 * A message has up to 1 MiB, an item up to 400 KB. A message says most of its body of up to 256 KiB twice, so a window wider
 * than a message brings it below the limit (ADR 10). Quality 4 takes some milliseconds.
 */
const compression = {
  params: { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_LGWIN]: 22 },
};

/** A deferred message as an item of the table. It has no expiry: it stays until it was sent. */
export function writeOutboxItem(message: OutboxMessage): Record<string, AttributeValue> {
  const { body, deduplicationId, attributes } = message.message;
  return {
    [key]: { S: deduplicationId },
    [deferred]: { S: attributes.source },
    [deferredAtMs]: { N: String(message.deferredAt.getTime()) },
    [groupId]: { S: message.message.groupId },
    queue: { S: message.queue },
    type: { S: attributes.type },
    ...(attributes.outcome === undefined ? {} : { outcome: { S: attributes.outcome } }),
    retentionSeconds: { N: String(message.retentionSeconds) },
    ...writeSigned(message.signed),
    message: { B: brotliCompressSync(body, compression) },
  };
}

/** Undefined for an item that is not deferred, or not any more. Throws if a deferred item is damaged. */
export function readOutboxItem(item: Record<string, AttributeValue> | undefined): OutboxMessage | undefined {
  if (!item?.[deferred]) return undefined;
  const read = v.parse(schema, item);
  return {
    queue: read.queue.S,
    message: {
      body: brotliDecompressSync(read.message.B).toString("utf8"),
      groupId: read[groupId].S,
      deduplicationId: read[key].S,
      attributes: { source: read[deferred].S, type: read.type.S, outcome: read.outcome?.S },
    },
    deferredAt: new Date(read[deferredAtMs].N),
    retentionSeconds: read.retentionSeconds.N,
    signed: readSigned(read.signed?.M),
  };
}

type Signed = NonNullable<OutboxMessage["signed"]>;

function writeSigned(signed: Signed | undefined): Record<string, AttributeValue> {
  if (!signed) return {};
  const { key: signedKey, signature, body, copyId, values, keptSeconds } = signed;
  const texts = {
    key: { S: signedKey },
    signature: { S: signature },
    body: { S: body },
    copyId: { S: copyId },
  };
  const M = Object.fromEntries(Object.entries(values).map(([field, value]) => [field, { S: value }]));
  return { signed: { M: { ...texts, values: { M }, keptSeconds: { N: String(keptSeconds) } } } };
}

function readSigned(item: NonNullable<v.InferOutput<typeof schema>["signed"]>["M"] | undefined) {
  if (!item) return undefined;
  const { key: signedKey, signature, body, keptSeconds } = item;
  const values = Object.fromEntries(Object.entries(item.values.M).map(([field, { S }]) => [field, S]));
  const texts = { key: signedKey.S, signature: signature.S, body: body.S, copyId: item.copyId.S };
  return { ...texts, values, keptSeconds: keptSeconds.N };
}
