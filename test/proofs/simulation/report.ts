import { commandText } from "../kit/command.ts";
import { writeNumber, writeTable } from "../kit/table.ts";
import { countHistories, failuresOf, type PlayedSeed, type SeedRange } from "./run-seeds.ts";

export function describeSeeds(played: readonly PlayedSeed[], { from, count }: SeedRange): string {
  const sum = (field: "attempts" | "messages") => played.reduce((total, seed) => total + seed[field], 0);
  const numbers = [played.length, countHistories(played), sum("attempts"), sum("messages")];
  const [seeds, histories, attempts, messages] = numbers.map(writeNumber);
  return `Seeds ${from} to ${from + count - 1}: ${seeds} played, ${histories} different histories, ${attempts} deliveries, ${messages} messages.
${failuresOf(played).length} seeds in which something is lost, doubled, forged, late or out of order.

${writeCounts("repeated with the same id, which cannot be helped", "repeats", played)}
${writeCounts("a process stopped", "stops", played)}`;
}

function writeCounts(title: string, field: "repeats" | "stops", played: readonly PlayedSeed[]): string {
  const happened: readonly string[] = played.flatMap((seed) => seed[field]);
  const counts = [...Map.groupBy(happened, (what) => what)].map(([what, all]) => [what, all.length] as const);
  return writeTable(
    [title, "times"],
    counts.sort(([, a], [, b]) => b - a),
  );
}

/** One line a seed, with the command to replay it. */
export function describeFailures(played: readonly PlayedSeed[]): string[] {
  return failuresOf(played).map(
    ({ seed, violations }) => `seed ${seed}: ${violations[0]} (${commandText("simulate", { seed })})`,
  );
}
