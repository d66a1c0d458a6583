import { join } from "node:path";
import type { SourceId } from "../../../functions/vendors.ts";
import { bundleFunction } from "../../../infra/bundling/bundle.ts";
import { playedIds } from "../../support/simulated-vendors.ts";
import { bundleByCdk } from "./bundled-by-cdk.ts";

/** A function that takes in notifications: one of ours, or what it is measured against. */
export interface Contestant {
  readonly name: string;
  /** The handler's module. */
  readonly file: string;
  /** Whose notifications it takes in. */
  readonly source: SourceId;
  /** Whether it tells a stranger from the vendor. */
  readonly refuses: boolean;
}

/** What ours are measured against: `floor` does the AWS calls and nothing else, `peer` is what a user would write instead. */
export const rivals = ["floor", "peer"] as const;

/** The source that the rivals play. */
export const contestedSource: SourceId = "yoti";

export function createContestants(directory: string): Contestant[] {
  const ours = playedIds.map((id) => ({
    name: id,
    file: join(bundleFunction(id).directory, "handler.mjs"),
    source: id,
    refuses: true,
  }));
  const others = rivals.map((name) => ({
    name,
    file: bundleByCdk(`test/bench/${name}/handler.ts`, directory),
    source: contestedSource,
    refuses: name !== "floor",
  }));
  return [...others, ...ours];
}
