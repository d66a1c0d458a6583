import { globSync, mkdtempSync } from "node:fs";
import { join } from "node:path";
import { App, Stack } from "aws-cdk-lib";
import { Runtime } from "aws-cdk-lib/aws-lambda";
import { LogLevel, NodejsFunction } from "aws-cdk-lib/aws-lambda-nodejs";
import { projectDirectory } from "../../../infra/project.ts";

/** The module that CDK's `NodejsFunction` bundles by default, but with the SDK in it, as ours has: its path. */
export function bundleByCdk(entry: string, directory: string): string {
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
