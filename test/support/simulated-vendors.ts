import { type SourceId, vendors } from "../../functions/vendors.ts";

/** Whether somebody has decided how the source's vendor proves itself; until then it refuses whatever its vendor sends. */
function isDecided({ schemeNames }: { readonly schemeNames: readonly string[] }): boolean {
  return !schemeNames.includes("refuseAll");
}

/** Those that take something in, so that their vendors can be played. */
export const playedSources = vendors.filter(isDecided);
export const playedIds: readonly SourceId[] = playedSources.map(({ id }) => id);
