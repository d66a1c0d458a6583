import { readFileSync } from "node:fs";
import { join } from "node:path";
import { App } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import * as v from "valibot";
import { vendors } from "../../functions/vendors.ts";
import { NotificationIntakeStack } from "../../infra/notification-intake-stack.ts";
import { projectDirectory } from "../../infra/project.ts";
import { readStageSettings } from "../../infra/settings/read-stage-settings.ts";
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
  return templateOf(readStage(settings), name, outdir);
}

/** Synthesizes a stage of `cdk.json` only once. */
export function synthesizeStage(stage: string): Template {
  const settings = () => readStageSettings(readStages(), stage);
  return once(stage, () => templateOf(settings(), "Test", temporaryDirectory()));
}

/** A stage with a source of every vendor, changed. */
function readStage({ sources = {}, ...settings }: Readonly<Record<string, unknown>>): StageSettings {
  const all = Object.fromEntries(vendors.map(({ id }) => [id, {}]));
  const base = { retainData: false, logRetentionDays: 30 };
  return readStageSettings(
    { test: { ...base, ...settings, sources: { ...all, ...Object(sources) } } },
    "test",
  );
}

function templateOf(settings: StageSettings, name: string, outdir: string): Template {
  return Template.fromStack(
    new NotificationIntakeStack(new App({ outdir }), name, { stage: "test", settings }),
  );
}

const namingSources = v.object({ sources: v.record(v.string(), v.unknown()) });

/** The sources in a stage of `cdk.json`. */
export function sourcesNamedIn(stage: string): readonly string[] {
  return Object.keys(v.parse(v.record(v.string(), namingSources), readStages())[stage]?.sources ?? {});
}

export function readStages(): unknown {
  return JSON.parse(readFileSync(join(projectDirectory, "cdk.json"), "utf8")).context.stages;
}

/** Of a source's or the relay's resource, whose id begins so. */
export function logicalIdOf(source: string, resource: string): RegExp {
  return new RegExp(`^Intake(Sources)?${source.replaceAll("-", "")}${resource}`, "i");
}

/** One action and resource for each permission. */
export function permissionsOf(template: Template, source: string) {
  const policies = Object.values(template.findResources("AWS::IAM::Policy")).map((policy) =>
    v.parse(policySchema, policy),
  );
  return policies
    .filter(({ Properties }) =>
      Properties.Roles.some(({ Ref }) => logicalIdOf(source, "functionrole").test(Ref)),
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
