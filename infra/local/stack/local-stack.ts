import { readFileSync } from "node:fs";
import { join } from "node:path";
import { App } from "aws-cdk-lib";
import * as v from "valibot";
import { UsageError } from "../../command-line/usage-error.ts";
import { NotificationIntakeStack } from "../../notification-intake-stack.ts";
import { projectDirectory } from "../../project.ts";
import { SettingsError } from "../../settings/settings-error.ts";
import { type LocalTrust, readLocalSettings } from "./local-settings.ts";

const map = v.optional(v.record(v.string(), v.unknown()), {});
const templateSchema = v.looseObject({
  Metadata: map,
  Resources: v.record(v.string(), v.looseObject({ Type: v.string(), Metadata: map, Properties: map })),
  Outputs: v.record(v.string(), v.looseObject({ Value: v.unknown() })),
});

export type LocalStack = ReturnType<typeof synthesize>;

/** @throws UsageError for a stage that cannot be. */
export function synthesizeLocalStack(assemblyDirectory: string, stage: string, trust: LocalTrust) {
  try {
    return synthesize(assemblyDirectory, stage, trust);
  } catch (error) {
    throw error instanceof SettingsError ? new UsageError(error.message) : error;
  }
}

function synthesize(assemblyDirectory: string, stage: string, trust: LocalTrust) {
  const settings = readLocalSettings(readFileSync(join(projectDirectory, "cdk.json"), "utf8"), stage, trust);
  const app = new App({
    outdir: assemblyDirectory,
    analyticsReporting: false,
    // `cdk synth` validates the template. It takes as long as the rest.
    builtinCloudFormationValidation: false,
    // SAM and `readTopology` find bundles by this metadata. The CDK CLI sets it too.
    context: { "aws:cdk:enable-asset-metadata": true },
  });
  const { artifactId, intake } = new NotificationIntakeStack(app, "NotificationIntake-local", {
    stage,
    settings,
  });
  const sources = intake.sources.map(({ sourceId: id, vendor }) => ({ id, vendor }));
  const consumers = intake.consumers.map(({ consumerId: id, name }) => ({ id, name }));
  const { template } = app.synth().getStackArtifact(artifactId);
  // The template's asset paths are relative to the directory.
  return { sources, consumers, assemblyDirectory, template: v.parse(templateSchema, template) };
}
