import { Failure, NotRun } from "./failure.ts";
import type { Measure } from "./measure.ts";
import type { PlayedIntake } from "./played-intake.ts";
import type { PlayedSource } from "./played-source.ts";

/** Its name is a promise. */
export interface Check<Subject> {
  readonly name: string;
  /** By default to every subject. */
  readonly appliesTo?: (subject: Subject) => boolean;
  /** Throws a `Failure` or a `NotRun`. May return what it saw or measured. */
  readonly run: (subject: Subject) => Promise<string | readonly Measure[] | void>;
}

export type SourceCheck = Check<PlayedSource>;
export type IntakeCheck = Check<PlayedIntake & { readonly sources: readonly PlayedSource[] }>;
/** Sends nothing. */
export type TargetCheck = Check<Pick<PlayedIntake, "target">>;

export type Finding = Awaited<ReturnType<typeof runCheck>>;
type Result = "passed" | "failed" | "not run";

/** Without a source it is about the whole intake. The sentence says why it failed or was not run, or what it saw. */
export async function runCheck<Subject>(
  { name: check, run }: Check<Subject>,
  subject: Subject,
  source?: string,
) {
  const startedAtMs = performance.now();
  const find = (result: Result, sentence = "", measures?: readonly Measure[]) => {
    return { check, source, result, sentence, measures, tookMs: Math.round(performance.now() - startedAtMs) };
  };
  try {
    const seen = (await run(subject)) ?? "";
    return typeof seen === "string" ? find("passed", seen) : find("passed", "", seen);
  } catch (error) {
    if (error instanceof NotRun) return find("not run", error.message);
    return find("failed", error instanceof Failure ? error.message : describeError(error));
  }
}

function describeError(error: unknown): string {
  if (!(error instanceof Error)) return "an unknown error";
  return "code" in error
    ? `${error.name} ${error.code}: ${error.message}`
    : `${error.name}: ${error.message}`;
}
