import { vendors } from "../../../functions/vendors.ts";
import { writeTable } from "../kit/table.ts";
import type { Checked } from "./check-delivery.ts";

const nowhere = "no route";

/** Counts deliveries by outcome. */
export function createTally() {
  const counts = new Map<string, number>();
  const seen = { deliveries: 0, effects: 0, serverErrors: 0, slowestMs: 0 };
  return {
    add({ source = nowhere, status, unauthenticatedEffects, milliseconds }: Checked): void {
      const key = `${source} ${status}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
      seen.deliveries += 1;
      seen.effects += unauthenticatedEffects;
      seen.serverErrors += status >= 500 ? 1 : 0;
      seen.slowestMs = Math.max(seen.slowestMs, milliseconds);
    },
    count: () => seen.deliveries,
    describe: () =>
      `${tableOf(counts)}\nunauthenticated effects ${seen.effects}, answers of 500 or more ${seen.serverErrors}, ` +
      `slowest delivery ${Math.ceil(seen.slowestMs)} ms of processor time\n`,
  };
}

/** A line for each source, a column for each status. */
function tableOf(counts: ReadonlyMap<string, number>): string {
  const statuses = [...new Set([...counts.keys()].map((key) => key.slice(-3)))].sort();
  const rows = [...vendors.map(({ id }) => id), nowhere].map((name) => [
    name,
    ...statuses.map((status) => counts.get(`${name} ${status}`) ?? 0),
  ]);
  return writeTable(["", ...statuses], rows);
}
