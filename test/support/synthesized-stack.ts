import { readFileSync } from "node:fs";
import { join } from "node:path";
import { App } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import * as v from "valibot";
import { NotificationIntakeStack } from "../../infra/notification-intake-stack.ts";
import { projectDirectory } from "../../infra/project.ts";
import { checkStageSettings, readStageSettings } from "../../infra/settings/read-stage-settings.ts";

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
  /** The resource as the template has it, in JSON. */
  readonly resource: string;
  readonly condition: string;
}

/** The day on which the tests judge certificates. */
export const today = new Date("2026-11-21T00:00:00Z");

/** Synthesizes a stage with nothing but these settings, into a folder of its own unless one is named. */
export function synthesize(
  settings: Readonly<Record<string, unknown>> = {},
  name = "Test",
  outdir?: string,
): Template {
  const stage = checkStageSettings({ retainData: false, logRetentionDays: 30, ...settings }, today);
  const app = new App(outdir === undefined ? {} : { outdir });
  return Template.fromStack(new NotificationIntakeStack(app, name, { settings: stage }));
}

/** Synthesizes a stage of `cdk.json`. */
export function synthesizeStage(stage: string): Template {
  const settings = readStageSettings(readStages(), stage, today);
  return Template.fromStack(new NotificationIntakeStack(new App(), "Test", { settings }));
}

const namingSources = v.object({ sources: v.record(v.string(), v.unknown()) });

/** The sources that a stage of `cdk.json` says something about. */
export function sourcesNamedIn(stage: string): readonly string[] {
  return Object.keys(v.parse(v.record(v.string(), namingSources), readStages())[stage]?.sources ?? {});
}

export function readStages(): unknown {
  return JSON.parse(readFileSync(join(projectDirectory, "cdk.json"), "utf8")).context.stages;
}

/** What the role of a source's function may do, one action and resource each. */
export function permissionsOf(template: Template, source: string): Permission[] {
  const policies = Object.values(template.findResources("AWS::IAM::Policy")).map((policy) =>
    v.parse(policySchema, policy),
  );
  return policies
    .filter(({ Properties }) =>
      Properties.Roles.some(({ Ref }) => Ref.toLowerCase().startsWith(`intake${source}role`)),
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
