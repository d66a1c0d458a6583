import { commandText } from "../kit/command.ts";
import { writeNumber, writeTable } from "../kit/table.ts";
import type { SeedRange, Tally } from "./run-seeds.ts";

export function describeTally(tally: Tally, { from, count }: SeedRange): string {
  const { seeds, attempts, messages, histories, repeats, stops, failures } = tally;
  const counted = (title: string, counts: ReadonlyMap<string, number>) =>
    writeTable(
      [title, "times"],
      [...counts].sort(([, a], [, b]) => b - a),
    );
  const numbers = [seeds, histories.size, attempts, messages].map(writeNumber);
  const [played, different, deliveries, sent] = numbers;
  return `Seeds ${from} to ${from + count - 1}: ${played} played, ${different} different histories, ${deliveries} deliveries, ${sent} messages.
${failures.length} seeds in which something is lost, doubled, forged, late or out of order.

${counted("repeated with the same id, which cannot be helped", repeats)}
${counted("a process stopped", stops)}`;
}

/** One line a seed, with the command to replay it. */
export function describeFailures({ failures }: Tally): string[] {
  return failures.map(
    ({ seed, violations }) => `seed ${seed}: ${violations[0]} (${commandText("simulate", { seed })})`,
  );
}
