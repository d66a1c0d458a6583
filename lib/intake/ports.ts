import type { QueueName } from "../source/queue-name.ts";
import type { SignedPart } from "../source/signed-part.ts";
import type { SeenSignature } from "./seen-signatures.ts";

/**
 * The stores as the pipeline uses them. Every call has a limit, retries included. It rejects when the limit is over, but the
 * store may still do what it was asked.
 */

/** The keys of notifications that were sent or deferred. */
export interface IdempotencyTable {
  /** True if the key is recorded and not expired at `now`, or if its message is deferred. */
  readonly has: (key: string, now: Date, withinMs: number) => Promise<boolean>;
  /** Records that the message under this key was sent. It is no longer deferred then. */
  readonly add: (key: string, expiresAt: Date, withinMs: number) => Promise<void>;
}

/** Signatures, by the key of their signed values. */
export interface SignatureTable {
  readonly find: (key: string, now: Date, withinMs: number) => Promise<readonly SeenSignature[]>;
  /** Adds a signature, and returns those from before. Adding it again changes nothing. */
  readonly add: (
    key: string,
    seen: SeenSignature,
    expiresAt: Date,
    withinMs: number,
  ) => Promise<readonly SeenSignature[]>;
}

/** Messages wait here that SQS did not take. The relay sends them. */
export interface Outbox {
  readonly add: (message: OutboxMessage, withinMs: number) => Promise<OutboxAddResult>;
}
/**
 * `known`: another copy has recorded or deferred the key. `altered`: the message that is deferred under the key has the same
 * signature and another body.
 */
export type OutboxAddResult = "deferred" | "known" | "altered";

/** A FIFO queue. It keeps the order of a group, and absorbs a repeated deduplication id for five minutes. */
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
    /** Only of an event. */
    readonly outcome?: string | undefined;
  };
}

/** The signature of a deferred message, for the relay. */
interface OutboxSignature extends SignedPart {
  /** The id of its delivery in quarantine, if another body turns out to have its own id. */
  readonly copyId: string;
}

/** A message with all that the relay needs. Its deduplication id is its key in the table. */
export interface OutboxMessage {
  readonly queue: QueueName;
  readonly message: QueueMessage;
  readonly deferredAt: Date;
  /** How long its key is kept after it was sent. */
  readonly retentionSeconds: number;
  readonly signed?: OutboxSignature | undefined;
}
