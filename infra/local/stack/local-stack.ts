import { readFileSync } from "node:fs";
import { join } from "node:path";
import { App } from "aws-cdk-lib";
import { NotificationIntakeStack } from "../../notification-intake-stack.ts";
import { projectDirectory } from "../../project.ts";
import { type LocalTrust, readLocalSettings } from "./local-settings.ts";
import { readTemplate, type Template } from "./template.ts";

export const stackName = "NotificationIntake-local";

/** Synthesizes the local stack and reads its template. */
export function synthesizeLocalStack(assemblyDirectory: string, trust: LocalTrust): Template {
  const settings = readLocalSettings(readFileSync(join(projectDirectory, "cdk.json"), "utf8"), trust);
  const app = new App({
    outdir: assemblyDirectory,
    analyticsReporting: false,
    // SAM finds bundles by this metadata. The CDK CLI sets it too.
    context: { "aws:cdk:enable-asset-metadata": true },
  });
  new NotificationIntakeStack(app, stackName, { settings });
  app.synth();
  return readTemplate(assemblyDirectory, stackName);
}
