/** What the inspector's server and its page say to each other, as JSON. The server masks every credential. */
import type { LoggedDelivery } from "../local/functions/log-line.ts";

/** Each takes a POST. `changes` is answered with `Changes`, the others with an `ActionResponse`. */
export const paths = {
  changes: "/changes",
  send: "/send",
  replay: "/replay",
  relay: "/relay",
  fault: "/fault",
} as const;

export interface ActionResponse {
  readonly ok: boolean;
  readonly text: string;
}

export interface Changes {
  /** The page asks with it for what comes after. With 0 it asks for everything. */
  readonly version: number;
  readonly sources: readonly SourceView[];
  readonly stores: StoresView;
  /** New ones, and known ones with more parts. The oldest first. */
  readonly deliveries: readonly DeliveryView[];
}

/** The server and the page keep this many deliveries. */
export const maxDeliveries = 200;

export interface SourceView {
  readonly id: string;
  readonly examples: readonly string[];
  readonly defaultExample: string;
}

export const serviceNames = ["queue", "table"] as const;
export type ServiceName = (typeof serviceNames)[number];

export interface StoresView {
  readonly isUp: Readonly<Record<ServiceName, boolean>>;
  /** How many messages wait. Undefined if the count failed. */
  readonly depths: Depths<"quarantine" | "outbox">;
  /** The same for each consumer. */
  readonly consumers: readonly ConsumerView[];
}

type Depths<Name extends string> = Readonly<Record<Name, number | undefined>>;

export interface ConsumerView extends Depths<"events" | "deadLetters"> {
  readonly id: string;
}

/** One delivery. The request comes first. The other parts come in any order. */
export interface DeliveryView extends ReceivedDelivery {
  readonly response?: ResponseView | undefined;
  readonly result?: DeliveryResult | undefined;
  /** The message of this delivery, or of the delivery that it repeats. */
  readonly message?: MessageView | undefined;
}

export interface ReceivedDelivery {
  /** API Gateway's id of the request. */
  readonly id: string;
  readonly source: string;
  readonly receivedAt: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    /** Undefined if the bytes are not UTF-8. */
    readonly body: string | undefined;
    readonly bytes: number;
  };
}

export interface ResponseView {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

export interface DeliveryResult extends LoggedDelivery {
  readonly explanation: string;
}

/** A message that a queue has taken. */
export interface MessageView {
  /** The event's id: SQS deduplicates by it. All deliveries of one notification share it. */
  readonly key: string;
  readonly queue: "events" | "quarantine";
  /** The event, or the quarantined delivery without its body. */
  readonly content: unknown;
  /** Those that get the event, if the stage has several. */
  readonly consumers?: readonly string[] | undefined;
  /** A replay took it out of the quarantine. */
  readonly isReplayed?: boolean | undefined;
}

export const kinds = ["valid", "repeated", "forged", "broken"] as const;
export type Kind = (typeof kinds)[number];
