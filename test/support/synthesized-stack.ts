import { readFileSync } from "node:fs";
import { join } from "node:path";
import { App } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import * as v from "valibot";
import { NotificationIntakeStack } from "../../infra/notification-intake-stack.ts";
import { projectDirectory } from "../../infra/project.ts";
import { checkStageSettings, readStageSettings } from "../../infra/settings/read-stage-settings.ts";
import type { StageSettings } from "../../infra/settings/stage-settings.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

const statementSchema = v.object({
  Effect: v.string(),
  Action: v.union([v.string(), v.array(v.string())]),
  Resource: v.unknown(),
  Condition: v.optional(v.unknown(), {}),
});
const policySchema = v.object({
  Properties: v.object({
    PolicyDocument: v.object({ Statement: v.array(statementSchema) }),
    Roles: v.array(v.object({ Ref: v.string() })),
  }),
});

export interface Permission {
  readonly action: string;
  readonly resource: string;
  readonly condition: string;
}

/** The day on which the tests judge certificates. */
export const today = new Date("2026-11-21T00:00:00Z");

const templates = new Map<string, Template>();

function once(key: string, make: () => Template): Template {
  const template = templates.get(key) ?? make();
  templates.set(key, template);
  return template;
}

/** Synthesizes the same settings only once. */
export function synthesize(settings: Readonly<Record<string, unknown>> = {}, name = "Test"): Template {
  return once(JSON.stringify([settings, name]), () => synthesizeInto(temporaryDirectory(), settings, name));
}

/** Leaves the cloud assembly in a folder. */
export function synthesizeInto(
  outdir: string,
  settings: Readonly<Record<string, unknown>>,
  name = "Test",
): Template {
  const stage = checkStageSettings({ retainData: false, logRetentionDays: 30, ...settings }, today);
  return templateOf(stage, name, outdir);
}

/** Synthesizes a stage of `cdk.json` only once. */
export function synthesizeStage(stage: string): Template {
  const settings = () => readStageSettings(readStages(), stage, today);
  return once(stage, () => templateOf(settings(), "Test", temporaryDirectory()));
}

function templateOf(settings: StageSettings, name: string, outdir: string): Template {
  return Template.fromStack(new NotificationIntakeStack(new App({ outdir }), name, { settings }));
}

const namingSources = v.object({ sources: v.record(v.string(), v.unknown()) });

/** The sources in a stage of `cdk.json`. */
export function sourcesNamedIn(stage: string): readonly string[] {
  return Object.keys(v.parse(v.record(v.string(), namingSources), readStages())[stage]?.sources ?? {});
}

export function readStages(): unknown {
  return JSON.parse(readFileSync(join(projectDirectory, "cdk.json"), "utf8")).context.stages;
}

/** One action and resource for each permission. */
export function permissionsOf(template: Template, source: string): Permission[] {
  const policies = Object.values(template.findResources("AWS::IAM::Policy")).map((policy) =>
    v.parse(policySchema, policy),
  );
  return policies
    .filter(({ Properties }) =>
      Properties.Roles.some(({ Ref }) => Ref.toLowerCase().startsWith(`intake${source}functionrole`)),
    )
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .flatMap(({ Action, Resource, Condition }) =>
      [Action].flat().map((action) => ({
        action,
        resource: JSON.stringify(Resource),
        condition: JSON.stringify(Condition),
      })),
    );
}
