import { beforeAll, describe, expect, it } from "vitest";
import { isScript } from "../commands.ts";
import type { Outcome } from "../entry.ts";
import { readDocuments } from "../markdown.ts";
import { shapeOf } from "../shape.ts";
import { type Evidence, isShown, shownBlocks } from "../shown.ts";
import { type Group, groupCommands } from "./groups.ts";
import { findHindrances, missingTools } from "./hindrances.ts";
import { type RunnableCommand, runSession, type Session } from "./session.ts";

const documents = readDocuments();
const missing = await missingTools();
const groups = groupCommands(documents).map((group) => ({
  ...group,
  hindrances: findHindrances(
    group.commands.map(({ text }) => text),
    missing,
  ),
}));

interface GroupRun extends Session {
  readonly outcomeOf: (command: RunnableCommand) => Outcome | undefined;
}

const runs = new Map<string, GroupRun>();

// Side by side, each with an intake of its own.
beforeAll(async () => {
  await Promise.all(groups.map(async (group) => runs.set(group.name, await run(group))));
}, 300_000);

async function run({ commands, hindrances }: (typeof groups)[number]): Promise<GroupRun> {
  const typed = commands.filter(({ text }, at) => text !== "npm start" && hindrances[at] === undefined);
  const session = await runSession(typed);
  const started = { code: 0, stdout: session.startPrinted, stderr: "" };
  return {
    ...session,
    outcomeOf: (command) =>
      command.text === "npm start" ? started : session.outcomes[typed.indexOf(command)],
  };
}

function runOf(name: Group["name"]): GroupRun {
  const run = runs.get(name);
  if (!run) throw new Error(`the commands of ${name} were not run`);
  return run;
}

/** A document may show what the commands of another one bring about. */
function seenByAll(): Evidence {
  const all = groups.map(({ name }) => runOf(name));
  return {
    startPrinted: all[0]?.startPrinted ?? "",
    log: all.map(({ log }) => log).join("\n"),
    events: all.flatMap(({ events }) => events),
  };
}

describe.each(groups)("the commands of $name", ({ name, commands, hindrances }) => {
  it.for(commands.map((command, at) => [command.document, command.text, command, hindrances[at]] as const))(
    "%s: %s",
    ([, text, command, hindrance], context) => {
      // The README asks for Node and npm alone.
      if (hindrance) context.skip(hindrance);
      const { outcomeOf, hasMoto } = runOf(name);
      const outcome = outcomeOf(command);
      if (!outcome) throw new Error(`the shell had ended before it came to ${text}`);
      if (command.run.aws === "moto" && !hasMoto) expectUnderstood(outcome);
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
  const blocks = documents.flatMap((document) => document.blocks).filter((block) => !isScript(block));
  const compared = blocks.filter(isShown).flatMap((block) => {
    const compare = shownBlocks.find((kind) => kind.block.test(block.text))?.compare;
    return compare ? [[block.document, block, compare] as const] : [];
  });

  it.each(compared)("in %s is what was to be seen", (_, { text }, compare) => {
    compare(text, seenByAll());
  });
});
