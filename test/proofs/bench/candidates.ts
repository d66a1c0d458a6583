import { globSync, mkdtempSync } from "node:fs";
import { join } from "node:path";
import { App, Stack } from "aws-cdk-lib";
import { Runtime } from "aws-cdk-lib/aws-lambda";
import { LogLevel, NodejsFunction } from "aws-cdk-lib/aws-lambda-nodejs";
import type { VendorId } from "../../../functions/vendors.ts";
import { bundleFunction } from "../../../infra/bundling/bundle.ts";
import { projectDirectory } from "../../../infra/project.ts";
import { playedIds } from "../../support/simulated-vendors.ts";

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
}

/** The bare AWS calls, and a user's usual libraries. */
export const baselines = ["baseline-sdk", "baseline-powertools"] as const;

/** The source that the baselines play, and that also publishes to a topic. */
export const comparedSource: VendorId = "yoti";
export const topicCandidate = `${comparedSource} to a topic`;

export function createCandidates(directory: string): Candidate[] {
  const ours = playedIds.map((id) => ({
    name: id,
    file: join(bundleFunction(id).directory, "handler.mjs"),
    source: id,
    refuses: true,
  }));
  const others = baselines.map((name) => ({
    name,
    file: bundleByCdk(`test/proofs/bench/${name}/handler.ts`, directory),
    source: comparedSource,
    refuses: name !== "baseline-sdk",
  }));
  const toTopic = ours
    .filter(({ source }) => source === comparedSource)
    .map((own) => ({ ...own, name: topicCandidate, hasTopic: true as const }));
  return [...others, ...ours, ...toTopic];
}

/** The default of CDK's `NodejsFunction`, but with the SDK in the bundle, as ours. */
function bundleByCdk(entry: string, directory: string): string {
  const outdir = mkdtempSync(join(directory, "cdk-"));
  const app = new App({ outdir, analyticsReporting: false });
  new NodejsFunction(new Stack(app, "Bench"), "Handler", {
    entry: join(projectDirectory, entry),
    projectRoot: projectDirectory,
    runtime: Runtime.NODEJS_24_X,
    bundling: { bundleAwsSDK: true, logLevel: LogLevel.ERROR },
  });
  app.synth();
  const [file] = globSync(join(outdir, "asset.*", "index.js"));
  if (!file) throw new Error(`CDK made no bundle of ${entry}`);
  return file;
}
