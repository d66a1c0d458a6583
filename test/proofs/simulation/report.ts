import type { Tally } from "./run-seeds.ts";

/** A tally as a person reads it. */
export function describeTally(
  tally: Tally,
  { from, count }: { readonly from: number; readonly count: number },
): string {
  const { seeds, attempts, messages, histories, repeats, stops, failures } = tally;
  const rows = (counts: ReadonlyMap<string, number>) =>
    [...counts]
      .sort(([, a], [, b]) => b - a)
      .map(([name, times]) => `  ${String(times).padStart(8)}  ${name}\n`)
      .join("");
  const lines = failures
    .slice(0, 10)
    .map(
      ({ seed, violations }) => `  seed ${seed}: ${violations[0]}\n    npm run simulate -- --seed ${seed}\n`,
    );
  return `Seeds ${from} to ${from + count - 1}: ${seeds} played, ${histories.size} different histories, ${attempts} deliveries, ${messages} messages
Repeats with the same id, which cannot be helped:
${rows(repeats) || "         none\n"}Stops of a process:
${rows(stops)}${failures.length} seeds in which something is lost, doubled, forged, late or out of order\n${lines.join("")}`;
}
