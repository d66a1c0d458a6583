import type { LoadResult } from "./run-load.ts";

const maxNamed = 5;

/** Sentences about what must not be; none if all is well. */
export function findFindings({ audit, load }: Pick<LoadResult, "audit" | "load">): string[] {
  const { lost, doubled, foreign, misplaced } = audit;
  const errors = Object.entries(load.measurements.errors).map(([what, count]) => `${count} × ${what}`);
  return [
    ...(audit.found.length === 0 ? ["nothing was acknowledged, so that nothing was shown"] : []),
    ...describe("acknowledged and not on the queue", lost),
    ...describe("more than once on the queue", doubled),
    ...describe("on the queue, though nobody sent it with valid credentials", foreign),
    ...describe("in quarantine, in the dead-letter queue or still deferred", misplaced),
    ...describe("not answered as it should be", errors),
  ];
}

function describe(what: string, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const more = names.length > maxNamed ? `, and ${names.length - maxNamed} more` : "";
  return [`${what}: ${names.slice(0, maxNamed).join("; ")}${more}`];
}
