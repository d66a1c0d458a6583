import type { QueueName } from "../source/queue-name.ts";
import type { SignedPart } from "../source/signed-part.ts";
import type { SeenSignature } from "./seen-signatures.ts";

/**
 * What the pipeline needs of its stores. Every call says how long it may take, retries included, and rejects when that
 * time is over; what it asked for may happen all the same.
 */

/** The keys of notifications that were sent or deferred. */
export interface IdempotencyTable {
  /** True if the key was recorded and has not expired at `now`, or if its message is deferred. */
  readonly has: (key: string, now: Date, withinMs: number) => Promise<boolean>;
  /** From here on the message under this key counts as sent, and is no longer deferred. */
  readonly add: (key: string, expiresAt: Date, withinMs: number) => Promise<void>;
}

/** The signatures that were seen, by the key of their signed values. */
export interface SignatureTable {
  readonly find: (key: string, now: Date, withinMs: number) => Promise<readonly SeenSignature[]>;
  /** Adds one, and returns those that were there before. Adding it again changes nothing. */
  readonly add: (
    key: string,
    seen: SeenSignature,
    expiresAt: Date,
    withinMs: number,
  ) => Promise<readonly SeenSignature[]>;
}

/** Where messages wait that the queue did not take. */
export interface Outbox {
  readonly add: (message: OutboxMessage, withinMs: number) => Promise<OutboxAddResult>;
}
/**
 * `known`: the key is recorded or deferred already, through another copy. `altered`: what is deferred there came of another body
 * under the same signature.
 */
export type OutboxAddResult = "deferred" | "known" | "altered";

/** A FIFO queue: messages of one group keep their order, a repeated deduplication id is absorbed for five minutes. */
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
    /** Of an event. */
    readonly outcome: string | undefined;
  };
}

/** What the relay needs of it. */
interface OutboxSignature extends SignedPart {
  /** The id that its delivery has in quarantine, should another body have its own. */
  readonly copyId: string;
}

/** A message with everything that sending it later takes. Its deduplication id is its key in the table. */
export interface OutboxMessage {
  readonly queue: QueueName;
  readonly message: QueueMessage;
  readonly deferredAt: Date;
  /** How long its key is kept once it was sent. */
  readonly retentionSeconds: number;
  readonly signed?: OutboxSignature | undefined;
}
