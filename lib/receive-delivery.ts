import type { Answer } from "./answer.ts";
import type { Authenticator } from "./authentication/authenticator.ts";
import type { SecretStore } from "./authentication/secret-judge.ts";
import type { Delivery } from "./delivery.ts";
import { digestOf } from "./idempotency-key.ts";
import { IntakeError, type IntakeErrorCode } from "./intake-error.ts";
import type { Interpretation } from "./interpret.ts";
import { type RefusalCode, refusalAnswer, unavailableAnswer } from "./refusal.ts";
import type { Source } from "./source.ts";

/** The keys of notifications that were sent. */
export interface IdempotencyTable {
  /** True if the key was remembered and has not expired at `now`. */
  readonly look: (key: string, now: Date) => Promise<boolean>;
  readonly remember: (key: string, expiresAt: Date) => Promise<void>;
}

/** A FIFO queue: messages of one group keep their order, a repeated deduplication id is absorbed for five minutes. */
export interface FifoQueue {
  readonly send: (message: QueueMessage) => Promise<void>;
}

export interface QueueMessage {
  readonly body: string;
  readonly groupId: string;
  readonly deduplicationId: string;
  readonly attributes: { readonly source: string; readonly type: string };
}

export interface Intake {
  readonly source: Source;
  readonly authenticator: Authenticator;
  readonly secrets: SecretStore;
  readonly table: IdempotencyTable;
  readonly events: FifoQueue;
  readonly quarantine: FifoQueue;
  readonly now: () => Date;
}

/** What became of a delivery: ids and codes only, so that it can be logged as it stands. */
export interface Receipt {
  readonly outcome: "accepted" | "duplicate" | "quarantined" | "refused" | "failed";
  readonly code?: RefusalCode | IntakeErrorCode;
  /** The event's id. */
  readonly event?: string;
  readonly repeatable?: boolean;
  /** What the table failed with; only the queue then guards against a repeat, for five minutes. */
  readonly tableFault?: string;
  /** The name of the error behind `failed`. */
  readonly cause?: string;
}

/** The largest body, in bytes. The published notifications are below 4 kB; this leaves room for a hundred documents. */
export const maximumBodyBytes = 256 * 1024;

/**
 * Takes in one delivery: authenticate → read → look → send → remember → acknowledge.
 *
 * A process that stops anywhere leaves nothing that blocks or loses the vendor's retry:
 *
 *     look ──────▶ send ──────▶ remember ──────▶ acknowledge
 *          stop: nothing   stop: sent; a retry      stop: remembered; a retry
 *          was done        within 5 minutes is      is a duplicate
 *                          absorbed by the queue
 *
 * A retry later than that, after a stop between send and remember, reaches the consumer as a second event with the same id.
 */
export async function receiveDelivery(
  delivery: Delivery,
  intake: Intake,
): Promise<{ readonly answer: Answer; readonly receipt: Receipt }> {
  try {
    return await takeIn(delivery, intake);
  } catch (error) {
    const code = error instanceof IntakeError ? error.code : "unexpected";
    const cause = nameOf(error instanceof IntakeError ? error.cause : error);
    return { answer: unavailableAnswer(), receipt: { outcome: "failed", code, cause } };
  }
}

async function takeIn(delivery: Delivery, intake: Intake) {
  const { source, authenticator, secrets } = intake;
  if (delivery.body.byteLength > maximumBodyBytes) return refuse("body_too_large", authenticator);
  const authentication = await authenticator.authenticate(delivery, secrets, intake.now());
  if (!authentication.ok) return refuse(authentication.code, authenticator);
  const interpretation = source.interpret(authentication.delivery);
  return { answer: source.acknowledge(delivery), receipt: await deliver(interpretation, intake) };
}

function refuse(code: RefusalCode, authenticator: Authenticator) {
  return {
    answer: refusalAnswer(code, authenticator.challenge),
    receipt: { outcome: "refused", code } as const,
  };
}

/** Look, send, remember. Without the table it sends all the same; without the queue it throws. */
async function deliver(interpretation: Interpretation, intake: Intake): Promise<Receipt> {
  const { key, repeatable, understood } = interpretation;
  const facts = { event: key, ...(repeatable ? { repeatable } : {}) };
  // The key of a repeatable notification is used once: there is nothing to find, and nothing to remember.
  const looked = repeatable ? {} : await look(key, intake);
  if (looked.found) return { outcome: "duplicate", ...facts };
  await (understood ? intake.events : intake.quarantine).send(messageOf(interpretation, intake.source));
  const remembered = repeatable ? {} : await remember(key, intake);
  const tableFault = looked.tableFault ?? remembered.tableFault;
  return {
    outcome: understood ? "accepted" : "quarantined",
    ...facts,
    ...(tableFault ? { tableFault } : {}),
  };
}

interface TableResult {
  readonly found?: boolean;
  readonly tableFault?: string;
}

async function look(key: string, { table, now }: Intake): Promise<TableResult> {
  return table.look(key, now()).then((found) => ({ found }), describeTableFault);
}

async function remember(key: string, { table, source, now }: Intake): Promise<TableResult> {
  const expiresAt = new Date(now().getTime() + source.retentionSeconds * 1000);
  return table.remember(key, expiresAt).then(() => ({}), describeTableFault);
}

function describeTableFault(error: unknown): TableResult {
  return { tableFault: nameOf(error) };
}

/** An error's class, which is safe to log; its message may quote what it failed on. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "unknown";
}

function messageOf({ key, subject, type, message }: Interpretation, source: Source) {
  const group = `${source.id}.${digestOf(subject)}`;
  return { body: message, groupId: group, deduplicationId: key, attributes: { source: source.id, type } };
}
