import type { SourceId } from "../../../functions/vendors.ts";

/** `duplicate`: of a notification that was acknowledged before. `refused`: with somebody else's credentials. */
export const kinds = ["new", "duplicate", "refused"] as const;
export type Kind = (typeof kinds)[number];

/** What every connection sends, again and again. */
const cycle: readonly Kind[] = [
  "new",
  "new",
  "duplicate",
  "new",
  "refused",
  "new",
  "new",
  "duplicate",
  "new",
  "new",
];

export function kindAt(position: number): Kind {
  return cycle[position % cycle.length] ?? "new";
}

export interface Share {
  readonly kind: Kind;
  readonly percent: number;
}

export const shares: readonly Share[] = kinds.map((kind) => ({
  kind,
  percent: (100 * cycle.filter((one) => one === kind).length) / cycle.length,
}));

/** One source a connection, all sources as often as each other. */
export function sourceOf(connection: number, sourceIds: readonly SourceId[]): SourceId {
  const source = sourceIds[connection % sourceIds.length];
  if (source === undefined) throw new Error("there is no source");
  return source;
}
