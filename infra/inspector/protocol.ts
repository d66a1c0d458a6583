/** What the inspector's server and its page say to each other, as JSON. The server masks every credential. */
import type { DeliveryLine, StepTimes } from "../../lib/wiring/log-lines.ts";

export const paths = {
  /** Server-sent events: first a `state`, then other updates. */
  stream: "/stream",
  /** POST, each answered with an `ActionResponse`. */
  send: "/send",
  replay: "/replay",
  relay: "/relay",
  fault: "/fault",
} as const;

export type Update =
  | { readonly type: "state"; readonly state: InspectorState }
  /** A new delivery, or a known one with more parts. */
  | { readonly type: "delivery"; readonly delivery: DeliveryView }
  | { readonly type: "stores"; readonly stores: StoresView };

export interface InspectorState {
  readonly sources: readonly SourceView[];
  readonly stores: StoresView;
  /** The oldest first. */
  readonly deliveries: readonly DeliveryView[];
}

/** The server and the page keep this many deliveries. */
export const maxDeliveries = 200;

export interface SourceView {
  readonly id: string;
  readonly examples: readonly string[];
  readonly defaultExample: string;
}

/** The stores that a person can switch off. */
export const serviceNames = ["queue", "table"] as const;
export type ServiceName = (typeof serviceNames)[number];

export interface StoresView {
  readonly isUp: Readonly<Record<ServiceName, boolean>>;
  /** How many messages wait. Undefined if the count failed. */
  readonly depths: Readonly<Record<DepthName, number | undefined>>;
}

export type DepthName = "events" | "deadLetters" | "quarantine" | "outbox";

/** One delivery. The request comes first; the other parts come in any order. */
export interface DeliveryView {
  /** API Gateway's id of the request. */
  readonly id: string;
  readonly source: string;
  readonly receivedAt: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    /** Chosen ones only. */
    readonly headers: Readonly<Record<string, string>>;
    /** Undefined if the bytes are not UTF-8. */
    readonly body: string | undefined;
    readonly bytes: number;
  };
  readonly response?: ResponseView | undefined;
  /** What the function logged. */
  readonly result?: DeliveryResult | undefined;
  /** The message of this delivery, or of the delivery that it repeats. */
  readonly message?: MessageView | undefined;
}

export interface ResponseView {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

export interface DeliveryResult {
  readonly outcome: DeliveryLine["outcome"];
  readonly code?: string | undefined;
  /** The event's id. All deliveries of one notification share it. */
  readonly event?: string | undefined;
  /** One sentence: why the delivery has this outcome. */
  readonly explanation: string;
  readonly durationMs: number;
  readonly steps: StepTimes;
}

export interface MessageView {
  readonly queue: "events" | "quarantine";
  readonly sentAt: string;
  /** The event, or the quarantined delivery without its body. */
  readonly content: unknown;
  /** A replay took it out of the quarantine. */
  readonly isReplayed?: boolean | undefined;
}

/**
 * `valid` is about a new subject. `repeated` sends the same notification twice. `forged` has credentials that the vendor
 * does not hold. `broken` is authentic and cannot be understood.
 */
export const kinds = ["valid", "repeated", "forged", "broken"] as const;
export type Kind = (typeof kinds)[number];

export interface ActionResponse {
  /** False if the action failed. */
  readonly ok: boolean;
  /** One sentence for a person. */
  readonly text: string;
}
