import type { QueueName } from "../source/queue-name.ts";
import type { SignedPart } from "../source/signed-part.ts";
import type { SeenSignature } from "./seen-signatures.ts";

/**
 * The pipeline's stores. Every call has a limit, retries included. It rejects after the limit, but the store may
 * still do its work.
 */

/** Keys of sent and deferred notifications. */
export interface IdempotencyTable {
  /** True for deferred messages and unexpired keys. */
  readonly has: (key: string, now: Date, withinMs: number) => Promise<boolean>;
  /** Records the key. The message leaves the outbox. */
  readonly add: (key: string, expiresAt: Date, withinMs: number) => Promise<void>;
}

/** By the key of their signed values. */
export interface SignatureTable {
  readonly find: (key: string, now: Date, withinMs: number) => Promise<readonly SeenSignature[]>;
  /** Returns the earlier signatures. Repeats change nothing. */
  readonly add: (
    key: string,
    seen: SeenSignature,
    expiresAt: Date,
    withinMs: number,
  ) => Promise<readonly SeenSignature[]>;
}

/** Messages that SQS did not take. The relay sends them. */
export interface Outbox {
  readonly add: (message: OutboxMessage, withinMs: number) => Promise<OutboxAddResult>;
}
/**
 * `known`: another copy has recorded or deferred the key. `waiting`: the deferred message has the same signature and
 * body. `altered`: it has the same signature and another body.
 */
export type OutboxAddResult = "deferred" | "known" | "waiting" | "altered";

/** Keeps a group's order. Absorbs repeated deduplication ids for five minutes. */
export interface FifoQueue {
  readonly send: (message: QueueMessage, withinMs: number) => Promise<void>;
}

export type Queues = Readonly<Record<QueueName, FifoQueue>>;

export interface QueueMessage {
  readonly body: string;
  readonly groupId: string;
  readonly deduplicationId: string;
  readonly attributes: {
    readonly source: string;
    readonly type: string;
    /** Events only. */
    readonly outcome?: string | undefined;
  };
}

/** For the relay. */
interface OutboxSignature extends SignedPart {
  /** The delivery's quarantine id, used if another body has its id. */
  readonly copyId: string;
}

/** The deduplication id is its table key. */
export interface OutboxMessage {
  readonly queue: QueueName;
  readonly message: QueueMessage;
  readonly deferredAt: Date;
  /** Keeps the key so long after sending. */
  readonly retentionSeconds: number;
  readonly signed?: OutboxSignature | undefined;
}
