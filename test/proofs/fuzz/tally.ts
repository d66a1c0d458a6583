import { vendors } from "../../../functions/vendors.ts";
import type { Verification } from "./judge.ts";

/** Counts what became of deliveries. */
export interface Tally {
  readonly add: (verification: Verification) => void;
  readonly count: () => number;
  readonly describe: () => string;
}

export function createTally(): Tally {
  const counts = new Map<string, number>();
  const seen = { deliveries: 0, effects: 0, serverErrors: 0, slowest: 0 };
  return {
    add({ source = nowhere, status, unauthenticatedEffects, milliseconds }) {
      const key = `${source} ${status}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
      seen.deliveries += 1;
      seen.effects += unauthenticatedEffects;
      seen.serverErrors += status >= 500 ? 1 : 0;
      seen.slowest = Math.max(seen.slowest, milliseconds);
    },
    count: () => seen.deliveries,
    describe: () =>
      `${tableOf(counts)}\nunauthenticated effects ${seen.effects}, answers of 500 or more ${seen.serverErrors}, ` +
      `slowest delivery ${Math.ceil(seen.slowest)} ms of processor time\n`,
  };
}

const nowhere = "no route";

/** One line for each source, one column for each status that was answered. */
function tableOf(counts: ReadonlyMap<string, number>): string {
  const statuses = [...new Set([...counts.keys()].map((key) => key.slice(-3)))].sort();
  const line = (name: string, cells: readonly string[]) =>
    `${name.padEnd(12)}${cells.map((cell) => cell.padStart(10)).join("")}`;
  const rows = [...vendors.map(({ id }) => id), nowhere].map((name) =>
    line(
      name,
      statuses.map((status) => format(counts.get(`${name} ${status}`) ?? 0)),
    ),
  );
  return [line("", statuses), ...rows].join("\n");
}

export function format(count: number): string {
  return count.toLocaleString("en-US");
}
