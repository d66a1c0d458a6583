import { commandsOf } from "../commands.ts";
import { matches } from "../entry.ts";
import type { Document } from "../markdown.ts";
import { registry } from "../registry.ts";
import type { RunnableCommand } from "./session.ts";

export interface Group {
  readonly name: string;
  readonly commands: readonly RunnableCommand[];
}

/** Whose commands are run one after the other, in one place: those of the project's folder, and those of `docs`. */
function groupOf({ document }: { readonly document: string }): string {
  return document.startsWith("docs/") ? "docs" : "the project's folder";
}

export function groupCommands(documents: readonly Document[]): readonly Group[] {
  const groups = Map.groupBy(findRunnable(documents), groupOf);
  return [...groups].map(([name, commands]) => ({ name, commands }));
}

/** What is named in prose is run once, and not at all where it is also shown as a command. */
function findRunnable(documents: readonly Document[]): readonly RunnableCommand[] {
  const all = documents.flatMap(commandsOf);
  const typed = all.filter(({ isProse }) => !isProse);
  const known = new Set(typed.map(({ text }) => text));
  const named = all.filter(({ isProse, text }) => {
    const isNew = isProse && !known.has(text);
    known.add(text);
    return isNew;
  });
  return [...typed, ...named].flatMap((command) => {
    const run = registry.find((entry) => matches(entry, command.text))?.run;
    return run ? [{ ...command, run }] : [];
  });
}
