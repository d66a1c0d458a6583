import type { Endpoints } from "../../../infra/endpoints/endpoints.ts";
import type { Sent } from "../kit/account.ts";
import type { LatencyRow } from "./latencies.ts";

/** What the driver's thread is told. Any message to it ends the load before its time. */
export interface Order {
  readonly endpoints: Endpoints;
  readonly seconds: number;
  readonly connections: number;
}

export interface Load {
  /** From the first delivery on the clock to the last response. */
  readonly seconds: number;
  readonly warmUps: number;
  readonly handshakes: number;
  readonly driverProcessors: number;
  readonly latencies: readonly LatencyRow[];
  /** How often something else came of a delivery than it should, by what it was. */
  readonly errors: ReadonlyMap<string, number>;
  readonly sent: readonly Sent[];
}

/** What it says. */
export type Report =
  | { readonly type: "started" }
  | { readonly type: "progress"; readonly seconds: number; readonly answered: number }
  | { readonly type: "finished"; readonly load: Load };
