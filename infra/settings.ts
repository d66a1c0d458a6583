import * as v from "valibot";
import { type SourceId, sources } from "../functions/sources.ts";
import type { AuthenticationSettings } from "../lib/authentication/authenticator.ts";
import type { Source } from "../lib/source.ts";

/** What differs between two deployments. */
export interface StageSettings {
  /** Keep the table and the queues when the stack is deleted, and back the table up. */
  readonly retainData: boolean;
  readonly logRetentionDays: number;
  /** By source: the schemes that a delivery must pass, all of them. A source that is left out gets its own default. */
  readonly authentication: { readonly [id in SourceId]?: AuthenticationSettings | undefined };
}

/** A mistake in the settings, as one sentence that names the setting. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}

const authenticationSettings = v.record(v.string(), v.unknown());
const authentication = v.strictObject(
  v.entriesFromList(
    sources.map(({ id }) => id),
    v.optional(authenticationSettings),
  ),
);
const stageSettings = v.strictObject({
  retainData: v.boolean(),
  // The periods that CloudWatch Logs has.
  logRetentionDays: v.picklist([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827, 3653]),
  authentication: v.optional(authentication, {}),
});

/** Reads the settings of one stage from the `stages` context of `cdk.json`. */
export function readStageSettings(stages: unknown, stage: string): StageSettings {
  const all = v.safeParse(v.record(v.string(), v.unknown()), stages);
  const names = all.success ? Object.keys(all.output) : [];
  if (!all.success || !names.includes(stage)) {
    throw new SettingsError(`there is no stage "${stage}" in cdk.json: it has ${names.join(", ") || "none"}`);
  }
  return checkStageSettings(all.output[stage]);
}

export function checkStageSettings(settings: unknown): StageSettings {
  const result = v.safeParse(stageSettings, settings);
  if (!result.success) {
    const [issue] = result.issues;
    throw new SettingsError(`${v.getDotPath(issue) ?? "the stage"}: ${issue.message}`);
  }
  for (const source of sources) checkAuthentication(source, authenticationOf(result.output, source));
  return result.output;
}

/** What a stage asks of one source. */
export function authenticationOf(
  settings: StageSettings,
  source: (typeof sources)[number],
): AuthenticationSettings {
  return settings.authentication[source.id] ?? source.defaultAuthentication;
}

/** The function itself would refuse to start with these; better here, before anything is deployed. */
function checkAuthentication(source: Source, settings: AuthenticationSettings): void {
  try {
    source.authenticator(settings);
  } catch (error) {
    throw new SettingsError(`authentication.${source.id}: ${describe(error)}`);
  }
}

function describe(error: unknown): string {
  if (!v.isValiError(error)) return error instanceof Error ? error.message : String(error);
  const [issue] = error.issues;
  const path = v.getDotPath(issue);
  return path ? `${path}: ${issue.message}` : issue.message;
}
