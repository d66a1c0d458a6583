import { beforeAll, describe, expect, it } from "vitest";
import { commandsOf, isScript } from "../commands.ts";
import { matches, type Outcome } from "../entry.ts";
import { readDocuments } from "../markdown.ts";
import { registry } from "../registry.ts";
import { shapeOf } from "../shape.ts";
import { isShown, shownBlocks } from "../shown.ts";
import { findHindrances, missingTools } from "./hindrances.ts";
import { type RunnableCommand, runSession, type Session } from "./session.ts";

const documents = readDocuments().toSorted((one, other) => rankOf(one.path) - rankOf(other.path));
const missing = await missingTools();

/** What is told first is run first. */
function rankOf(path: string): number {
  return ["README.md", "CONTRIBUTING.md"].includes(path) ? 0 : 1;
}

/** What is named in prose is run once, and not at all where it is also shown as a command. */
function findRunnable(): readonly RunnableCommand[] {
  const known = new Set<string>();
  const all = documents.flatMap(commandsOf);
  return [...all.filter(({ isProse }) => !isProse), ...all.filter(({ isProse }) => isProse)].flatMap(
    (command) => {
      const isKnown = known.has(command.text);
      known.add(command.text);
      const run = registry.find((entry) => matches(entry, command.text))?.run;
      return run && !(command.isProse && isKnown) ? [{ ...command, run }] : [];
    },
  );
}

const runnable = findRunnable();
const isOfDocs = ({ document }: { readonly document: string }) => document.startsWith("docs/");
// Side by side, each with an intake of its own.
const groups = [runnable.filter((command) => !isOfDocs(command)), runnable.filter(isOfDocs)];

interface Run extends Session {
  readonly outcomeOf: (command: RunnableCommand) => Outcome | undefined;
}

const runs: Run[] = [];

beforeAll(async () => {
  runs.push(...(await Promise.all(groups.map(runGroup))));
}, 300_000);

async function runGroup(commands: readonly RunnableCommand[]): Promise<Run> {
  const hindrances = findHindrances(
    commands.map(({ text }) => text),
    missing,
  );
  const typed = commands.filter(({ text }, at) => text !== "npm start" && hindrances[at] === undefined);
  const session = await runSession(typed);
  const started = { code: 0, stdout: session.startPrinted, stderr: "" };
  return {
    ...session,
    outcomeOf: (command) =>
      command.text === "npm start" ? started : session.outcomes[typed.indexOf(command)],
  };
}

describe.each([
  ["README and CONTRIBUTING", 0],
  ["docs", 1],
])("the commands of %s", (_, group) => {
  const commands = groups[group] ?? [];
  const hindrances = findHindrances(
    commands.map(({ text }) => text),
    missing,
  );

  it.for(commands.map((command, at) => [command.document, command.text, command, at] as const))(
    "%s: %s",
    ([, text, command, at], context) => {
      // The README asks for Node and npm alone.
      if (hindrances[at]) context.skip(hindrances[at]);
      const session = runs[group];
      const outcome = session?.outcomeOf(command);
      if (!session || !outcome) throw new Error(`the shell did not get to ${text}`);
      if (command.run.aws === "moto" && !session.hasMoto) expectUnderstood(outcome);
      else expectDone(command, outcome);
    },
  );
});

/** The AWS CLI has made a request of the command, and was refused. */
function expectUnderstood({ code, stderr }: Outcome): void {
  expect(stderr).toMatch(/AccessDenied|403/);
  expect(code).not.toBe(0);
}

function expectDone(command: RunnableCommand, outcome: Outcome): void {
  const { codes = [0], prints = /^/, check } = command.run;
  expect(codes, outcome.stderr).toContain(outcome.code);
  expect(outcome.stdout).toMatch(prints);
  check?.(outcome, command);
  if (command.shown !== undefined) expect(shapeOf(outcome.stdout)).toEqual(shapeOf(command.shown));
}

describe("what the documents show besides", () => {
  const blocks = documents.flatMap((document) => document.blocks);
  const compared = blocks.flatMap((block) => {
    const kind = shownBlocks.find((one) => one.block.test(block.text));
    return !isScript(block) && isShown(block) && kind?.compare
      ? [[block.document, block, kind.compare] as const]
      : [];
  });

  it.each(compared)("in %s is what was to be seen", (document, { text }, compare) => {
    const session = runs[isOfDocs({ document }) ? 1 : 0];
    if (!session) throw new Error("nothing was run");
    compare(text, session);
  });
});
