import type { IdempotencyTable, OutboxMessage, Queues, SignatureTable } from "../intake/ports.ts";
import { isKnown, otherBodies, type SeenSignature } from "../intake/seen-signatures.ts";
import { secondsAfter } from "../source/retention.ts";
import { quarantineCopy } from "./quarantine-copy.ts";

export interface SendPorts {
  /** Both read consistently. */
  readonly table: IdempotencyTable;
  readonly signatures: SignatureTable;
  readonly queues: Queues;
  readonly now: () => Date;
}

/**
 * Per call. No vendor waits, so slow stores get time. A message that SQS takes after the limit is sent again by the
 * next run.
 */
export const relayLimitsMs = { list: 5000, read: 5000, check: 5000, send: 8000, record: 5000 } as const;

/**
 * Sends one deferred message. Recording its key takes it out of the outbox. While the table was down, another key may
 * have sent a copy of a signed delivery, so the signature is checked first.
 */
export async function sendDeferred(deferred: OutboxMessage, ports: SendPorts): Promise<void> {
  const { message, queue, signed } = deferred;
  const id = message.deduplicationId;
  const sent = signed ? await findSent(signed.key, ports) : [];
  const copyOf = signed ? otherBodies({ ...signed, id }, sent) : [];
  if (copyOf.length > 0 && queue === "events") await sendOnce(quarantineCopy(deferred, copyOf), ports);
  else {
    if (!isKnown(id, sent, ports.now())) await send(deferred, ports);
    await recordSignature(id, deferred, ports);
  }
  await record(deferred, ports);
}

async function findSent(key: string, { signatures, now }: SendPorts): Promise<readonly SeenSignature[]> {
  const seen = await signatures.find(key, now(), relayLimitsMs.check);
  return seen.filter(({ isSent }) => isSent);
}

/** An earlier run may have sent it already. */
async function sendOnce(copy: OutboxMessage, ports: SendPorts): Promise<void> {
  const { deduplicationId } = copy.message;
  if (await ports.table.has(deduplicationId, ports.now(), relayLimitsMs.check)) return;
  await send(copy, ports);
  await record(copy, ports);
}

function send({ queue, message }: OutboxMessage, { queues }: SendPorts): Promise<void> {
  return queues[queue].send(message, relayLimitsMs.send);
}

async function recordSignature(
  id: string,
  { signed, retentionSeconds }: OutboxMessage,
  { signatures, now }: SendPorts,
): Promise<void> {
  if (!signed) return;
  const { key, signature, body, keptSeconds } = signed;
  const seen = { signature, body, id, until: secondsAfter(now(), retentionSeconds), isSent: true };
  await signatures.add(key, seen, secondsAfter(now(), keptSeconds), relayLimitsMs.record);
}

function record({ message, retentionSeconds }: OutboxMessage, { table, now }: SendPorts): Promise<void> {
  const expiresAt = secondsAfter(now(), retentionSeconds);
  return table.add(message.deduplicationId, expiresAt, relayLimitsMs.record);
}
