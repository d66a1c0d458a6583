import { join } from "node:path";
import { buildSync } from "esbuild";
import type { VendorId } from "../../../functions/vendors.ts";
import { bundleFunction } from "../../../infra/bundling/bundle.ts";
import { projectDirectory } from "../../../infra/project.ts";
import { loadSimulator, readExample } from "../../../infra/simulators/simulators.ts";
import { stringifyJson } from "../../../lib/json/json.ts";
import { eventOf } from "../../support/queue-events.ts";
import { playedIds } from "../../support/simulated-vendors.ts";
import { originalPlace } from "./calls.ts";

/** Our function or a baseline. */
export interface Candidate {
  readonly name: string;
  /** The handler's module. */
  readonly file: string;
  /** Whose notifications it takes in. */
  readonly source: VendorId;
  /** It refuses a stranger. */
  readonly refuses: boolean;
  /** It publishes events to a topic. */
  readonly hasTopic?: true;
  /** The event that a baseline sends, without the notification's body. */
  readonly event?: string;
}

/** Bare requests, the SDK's calls, and a user's usual libraries. */
export const baselines = ["raw", "baseline-sdk", "baseline-powertools"] as const;

/** The source that the baselines play, and that also publishes to a topic. */
export const comparedSource: VendorId = "yoti";
export const topicCandidate = `${comparedSource} to a topic`;

export async function createCandidates(directory: string): Promise<Candidate[]> {
  const ours = playedIds.map((id) => ({
    name: id,
    file: join(bundleFunction(id).directory, "handler.mjs"),
    source: id,
    refuses: true,
  }));
  const event = await createEvent(comparedSource);
  const others = baselines.map((name) => ({
    name,
    file: bundleWithCare(name, directory),
    source: comparedSource,
    refuses: name !== "raw",
    event,
  }));
  const toTopic = ours
    .filter(({ source }) => source === comparedSource)
    .map((own) => ({ ...own, name: topicCandidate, hasTopic: true as const }));
  return [...others, ...ours, ...toTopic];
}

/** The best that a careful user does: one minified ES module. */
function bundleWithCare(name: string, directory: string): string {
  const outfile = join(directory, name, "handler.mjs");
  buildSync({
    entryPoints: [join(projectDirectory, `test/proofs/bench/${name}/handler.ts`)],
    outfile,
    bundle: true,
    minify: true,
    format: "esm",
    platform: "node",
    target: "node24",
    mainFields: ["module", "main"],
  });
  return outfile;
}

/** As our functions make it. */
async function createEvent(source: VendorId): Promise<string> {
  const { defaultExample } = await loadSimulator(source);
  const notification = readExample(source, defaultExample);
  return (await eventOf(source, notification)).replace(stringifyJson(notification), originalPlace);
}
