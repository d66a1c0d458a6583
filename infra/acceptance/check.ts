/** Its name is a promise. */
export interface Check<Subject> {
  readonly name: string;
  /** By default to every subject. */
  readonly appliesTo?: (subject: Subject) => boolean;
  /** Throws a `Failure` or a `NotRun`. May return what it saw or measured. */
  readonly run: (subject: Subject) => Promise<string | readonly Measure[] | void>;
}

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

/** The promise does not hold. */
export class Failure extends Error {}

/** The target lacks what the check needs. */
export class NotRun extends Error {}

export function ensure(isKept: boolean, sentence: string): asserts isKept {
  if (!isKept) throw new Failure(sentence);
}

export function needed<Member>(member: Member | undefined, reason: string): Member {
  if (member === undefined) throw new NotRun(reason);
  return member;
}

/** What a check measured, by the suite's clock or AWS's. */
export interface Measure {
  readonly name: string;
  readonly unit: string;
  readonly values: Readonly<Record<string, number>>;
}

/** Percentiles by nearest rank. Nothing of nothing. */
export function distribution(name: string, unit: string, values: readonly number[]): Measure[] {
  const sorted = values.toSorted((a, b) => a - b);
  const quantile = (part: number) => sorted[Math.ceil(part * sorted.length) - 1] ?? 0;
  if (sorted.length === 0) return [];
  return [{ name, unit, values: { n: sorted.length, p50: quantile(0.5), p99: quantile(0.99) } }];
}
