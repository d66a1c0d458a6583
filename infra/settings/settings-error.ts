import * as v from "valibot";

/** A mistake in the settings, as one sentence that names the setting. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}

/** Names the setting of an issue. `above` is the path of the settings that hold it, without it those of the stage. */
export function describeIssue(issue: v.BaseIssue<unknown>, above?: string): string {
  const path = [above, v.getDotPath(issue)].filter(Boolean).join(".") || "the stage";
  if (issue.type === "strict_object" && issue.expected === "never")
    return `${path}: there is no such setting`;
  if (issue.received === "undefined") return `${path}: is missing`;
  return `${path}: ${issue.message}`;
}

/** Turns an error of `run` into a `SettingsError`: an issue at its own path below `path`, another error at `pathOfOthers`. */
export function blame<Result>(path: string, run: () => Result, pathOfOthers = path): Result {
  try {
    return run();
  } catch (error) {
    if (v.isValiError(error)) throw new SettingsError(describeIssue(error.issues[0], path));
    throw new SettingsError(`${pathOfOthers}: ${error instanceof Error && error.message}`);
  }
}
