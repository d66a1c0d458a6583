import { readFileSync } from "node:fs";
import { join } from "node:path";
import { App } from "aws-cdk-lib";
import * as v from "valibot";
import { NotificationIntakeStack } from "../../notification-intake-stack.ts";
import { projectDirectory } from "../../project.ts";
import { type LocalTrust, readLocalSettings } from "./local-settings.ts";

const map = v.optional(v.record(v.string(), v.unknown()), {});
const templateSchema = v.looseObject({
  Metadata: map,
  Resources: v.record(v.string(), v.looseObject({ Type: v.string(), Metadata: map, Properties: map })),
  Outputs: v.record(v.string(), v.looseObject({ Value: v.unknown() })),
});

export interface LocalStack {
  /** The template's asset paths are relative to it. */
  readonly assemblyDirectory: string;
  readonly template: v.InferOutput<typeof templateSchema>;
}

export function synthesizeLocalStack(assemblyDirectory: string, trust: LocalTrust): LocalStack {
  const settings = readLocalSettings(readFileSync(join(projectDirectory, "cdk.json"), "utf8"), trust);
  const app = new App({
    outdir: assemblyDirectory,
    analyticsReporting: false,
    // SAM and `readTopology` find bundles by this metadata. The CDK CLI sets it too.
    context: { "aws:cdk:enable-asset-metadata": true },
  });
  const { artifactId } = new NotificationIntakeStack(app, "NotificationIntake-local", { settings });
  const { template } = app.synth().getStackArtifact(artifactId);
  return { assemblyDirectory, template: v.parse(templateSchema, template) };
}
