import type { ClientSettings } from "../endpoints/client-settings.ts";
import type { Usage } from "../monitoring/estimated-cost.ts";
import type { ClientTls } from "../simulators/post.ts";
import type { VendorTarget } from "../simulators/simulator-client.ts";

/** What the suite knows of an intake. A capability is an optional member: without it, checks that need it are not run. */
export interface Target {
  readonly name: string;
  readonly sources: readonly TargetSource[];
  readonly consumers: readonly TargetConsumer[];
  readonly quarantineQueueUrl: string;
  readonly clientSettings: ClientSettings;
  /** How long an event may take to its consumers. */
  readonly patienceMs: number;
  /** A client certificate that the trust store does not know. */
  readonly stranger?: ClientTls;
  /** Keeps events from queue or topic until it is disposed of. */
  readonly stopQueue?: () => Promise<AsyncDisposable>;
  /** Sends what the outbox holds. */
  readonly relay?: () => Promise<void>;
  /** Takes quarantined deliveries through the functions again. A person accepts some. It ends at one with another id. */
  readonly replay?: (
    ids: ReadonlySet<string>,
    accepted: ReadonlySet<string>,
  ) => Promise<"replayed" | "met another's">;
  /** What the functions logged since the suite began. */
  readonly logLines?: () => Promise<readonly string[]>;
  /** The same by container, in order, with Lambda's own lines. */
  readonly containers?: () => Promise<readonly Readonly<{ functionId: string; lines: readonly string[] }>[]>;
  /** Ids of the alarms that fired since the suite began. */
  readonly firedAlarms?: () => Promise<readonly string[]>;
  /** What is wrong with what IAM allows the functions' roles. */
  readonly accessFaults?: () => Promise<readonly string[]>;
  /** What is wrong with the addresses' own domains. */
  readonly domainFaults?: (() => Promise<readonly string[]>) | undefined;
  /** What CloudWatch counted, period by period. */
  readonly usage?: {
    readonly periodMs: number;
    readonly read: (from: Date, to: Date) => Promise<Partial<Usage>>;
  };
}

export interface TargetSource extends VendorTarget {
  readonly id: string;
  readonly vendor: string;
  /** Stores new credentials beside the vendor's. Disposal stores the vendor's again. */
  readonly rotate?: () => Promise<AsyncDisposable & { readonly vendorSide: unknown }>;
}

export interface TargetConsumer {
  readonly id: string;
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
  readonly filter: EventFilter;
}

/** An event has to match each list that is there. */
export type EventFilter = Readonly<Partial<Record<"sources" | "types" | "outcomes", readonly string[]>>>;
