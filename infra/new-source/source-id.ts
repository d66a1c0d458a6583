import { UsageError } from "../command-line/usage-error.ts";

/** Functions of another kind, and constructs beside those of the sources. */
const takenNames = ["relay", "alarms", "api", "dashboard", "domains", "idempotency", "queues"];

/** The keywords that no constant can be called by (ECMA-262, section 12.7.2), as far as an id could be one. */
const keywords =
  "await break case catch class const continue debugger default delete do else enum export extends false finally for " +
  "function if implements import in interface instanceof let new null package private protected public return static " +
  "super switch this throw true try typeof var void while with yield arguments eval undefined";

/** What an id may not be called by. */
export interface UsedNames {
  readonly sources: readonly string[];
  /** Of the modules beside the sources' folders. */
  readonly modules: readonly string[];
  /** Of the code that an id would be a constant of. */
  readonly code: ReadonlySet<string>;
}

/**
 * Checks the id of a new source. It becomes part of paths, resource names, logs and metrics, and a constant of the code.
 * @throws UsageError saying what is wrong with it.
 */
export function checkNewId(id: string, used: UsedNames): void {
  if (!/^[a-z][a-z0-9]{1,23}$/.test(id))
    throw new UsageError(`"${id}" is no id: take 2 to 24 lower-case letters and digits, a letter first`);
  if (used.sources.includes(id)) throw new UsageError(`there is a source "${id}" already: choose another id`);
  if (takenNames.includes(id) || used.modules.includes(id))
    throw new UsageError(`"${id}" is the name of something else: choose another id`);
  if (keywords.split(" ").includes(id) || used.code.has(id))
    throw new UsageError(`"${id}" is a word of the code that would be written: choose another id`);
}
