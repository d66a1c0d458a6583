import * as v from "valibot";

/** One sentence that names the wrong setting. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}

/** Names an issue's setting. `above` is the parent's path. */
export function describeIssue(issue: v.BaseIssue<unknown>, above?: string): string {
  const path = [above, v.getDotPath(issue)].filter(Boolean).join(".") || "the stage";
  if (issue.type === "strict_object" && issue.expected === "never")
    return `${path}: there is no such setting`;
  if (issue.received === "undefined") return `${path}: is missing`;
  return `${path}: ${issue.message}`;
}

/** Throws errors of `run` as a `SettingsError`: issues below `path`, other errors at `pathOfOthers`. */
export function blame<Result>(path: string, run: () => Result, pathOfOthers = path): Result {
  try {
    return run();
  } catch (error) {
    if (v.isValiError(error)) throw new SettingsError(describeIssue(error.issues[0], path));
    throw new SettingsError(`${pathOfOthers}: ${error instanceof Error && error.message}`);
  }
}
