/**
 * What the inspector's server and its page say to each other, as JSON. No field ever holds a credential: the server
 * replaces every value of a secret by a mask, and hands out chosen headers only.
 */
import type { DeliveryLine, StepTimes } from "../../lib/wiring/log-lines.ts";

/** Where the page finds what, below the inspector's address. */
export const paths = {
  /** Server-sent events: a `state` at first, then an `Update` each. */
  stream: "/stream",
  /** POST, each with one of the requests below as JSON. */
  send: "/send",
  replay: "/replay",
  relay: "/relay",
  fault: "/fault",
} as const;

export type Update =
  | { readonly type: "state"; readonly state: InspectorState }
  /** One that is new, or more of one that is known by its `id`. */
  | { readonly type: "delivery"; readonly delivery: DeliveryView }
  | { readonly type: "depths"; readonly depths: Depths }
  | { readonly type: "services"; readonly services: readonly ServiceView[] };

export interface InspectorState {
  readonly sources: readonly SourceView[];
  readonly services: readonly ServiceView[];
  readonly depths: Depths;
  /** The last ones, the oldest first. */
  readonly deliveries: readonly DeliveryView[];
}

export interface SourceView {
  readonly id: string;
  readonly examples: readonly string[];
  readonly defaultExample: string;
}

/** Messages that wait; undefined while nobody can tell. */
export interface Depths {
  readonly events: number | undefined;
  readonly deadLetters: number | undefined;
  readonly quarantine: number | undefined;
  readonly deferred: number | undefined;
}

/** The stores that a person can switch off. */
export const serviceNames = ["queue", "table"] as const;
export interface ServiceView {
  readonly name: (typeof serviceNames)[number];
  readonly isUp: boolean;
}

/** One delivery as far as it is known: first the request, then the answer, the outcome and the message, in any order. */
export interface DeliveryView {
  /** API Gateway's id of the request. */
  readonly id: string;
  readonly source: string;
  readonly receivedAt: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    /** As text, masked; undefined for what is none. */
    readonly body: string | undefined;
    readonly bytes: number;
  };
  readonly response?: { readonly status: number; readonly contentType: string; readonly body: string };
  /** What the function logged. */
  readonly result?: DeliveryResult;
  /** What a queue took of this delivery, or of the one that it repeats. */
  readonly message?: MessageView;
  /** A replay took it out of the quarantine. */
  readonly isReplayed?: true;
}

export interface DeliveryResult {
  readonly outcome: DeliveryLine["outcome"];
  readonly code?: string;
  /** The event's id: the same for every delivery of one notification. */
  readonly event?: string;
  /** One sentence for a person: why it was refused, quarantined or deferred. */
  readonly explanation: string;
  readonly durationMs: number;
  readonly steps: StepTimes;
}

export interface MessageView {
  readonly queue: "events" | "quarantine";
  readonly sentAt: string;
  /** The event, or the quarantined delivery without its body. */
  readonly content: unknown;
}

/**
 * `valid` is about a new subject, `repeated` the same notification twice, `forged` has somebody else's credentials,
 * `broken` is authentic and cannot be understood.
 */
export const kinds = ["valid", "repeated", "forged", "broken"] as const;
export type Kind = (typeof kinds)[number];

export interface SendRequest {
  readonly source: string;
  readonly example: string;
  readonly kind: Kind;
}

/** Takes one delivery out of the quarantine through today's code. */
export interface ReplayRequest {
  /** The event's id of the quarantined delivery. */
  readonly event: string;
}

export interface FaultRequest {
  readonly service: ServiceView["name"];
  readonly isUp: boolean;
}

/** What came of an action, in one sentence for a person; `ok` is false if it could not be done. */
export interface ActionResponse {
  readonly ok: boolean;
  readonly text: string;
}
