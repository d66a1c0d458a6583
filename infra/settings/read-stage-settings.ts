import * as v from "valibot";
import { checkStage } from "./check-stage.ts";
import { describeIssue, SettingsError } from "./settings-error.ts";
import { type StageSettings, stageSettings } from "./stage-settings.ts";

/** Errors name the stage. */
export function readStageSettings(stages: unknown, stage: string, now: Date): StageSettings {
  const all = v.safeParse(v.record(v.string(), v.unknown()), stages);
  const names = all.success ? Object.keys(all.output) : [];
  if (!all.success || !names.includes(stage))
    throw new SettingsError(`there is no stage "${stage}" in cdk.json: it has ${names.join(", ") || "none"}`);
  try {
    return checkStageSettings(all.output[stage], now, stage);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    throw new SettingsError(`cdk.json, stage "${stage}": ${error.message}`);
  }
}

/** Checks your own app's settings. `now` is for certificates, `stage` the stage's name in `cdk.json`. */
export function checkStageSettings(settings: unknown, now: Date, stage?: string): StageSettings {
  const result = v.safeParse(stageSettings, settings);
  if (!result.success) throw new SettingsError(describeIssue(result.issues[0]));
  checkStage(result.output, now, stage);
  return result.output;
}
