import * as v from "valibot";
import { describeIssue, SettingsError } from "./settings-error.ts";
import { type StageSettings, stageSettings } from "./stage-settings.ts";

/**
 * The settings of one stage of `cdk.json`. The construct checks them against each other.
 * @throws SettingsError that names the stage and the setting.
 */
export function readStageSettings(stages: unknown, stage: string): StageSettings {
  const all = v.safeParse(v.record(v.string(), v.unknown()), stages);
  const names = all.success ? Object.keys(all.output) : [];
  if (!all.success || !names.includes(stage))
    throw new SettingsError(`there is no stage "${stage}" in cdk.json: it has ${names.join(", ") || "none"}`);
  if (!/^[a-z][a-z0-9-]*$/i.test(stage))
    throw new SettingsError(
      `cdk.json, stage "${stage}": a stage's name has letters, digits and hyphens only`,
    );
  const result = v.safeParse(stageSettings, all.output[stage]);
  if (result.success) return result.output;
  throw stageFault(stage, describeIssue(result.issues[0]));
}

export function stageFault(stage: string, fault: string): SettingsError {
  return new SettingsError(`cdk.json, stage "${stage}": ${fault}`);
}

/** Throws the `SettingsError` of `run` with the stage's name. */
export function blameStage<Result>(stage: string, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    throw error instanceof SettingsError ? stageFault(stage, error.message) : error;
  }
}
