import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readEndpoints } from "../../../infra/endpoints/endpoints.ts";
import { createCheckout, startCheckout } from "../../support/checkout.ts";
import { type RunningCommand, startCommand } from "../../support/command.ts";
import { drainQueue } from "../../support/drain-queue.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { isInstalled } from "../../support/tools.ts";
import { type Document, stepsOf } from "../markdown.ts";
import { prepare } from "./given.ts";
import { type Outcome, runSteps } from "./script.ts";
import { shapeOf } from "./shape.ts";
import { type Evidence, shownKinds } from "./shown.ts";

/** The README asks for Node and npm alone. */
const optionalTools = ["aws", "jq", "openssl", "base64"];

const installed = await Promise.all(optionalTools.map(isInstalled));
const missing = optionalTools.filter((_, index) => !installed[index]);

/** Runs a document's scripts in a copy of the project with a running intake. */
export function testDocument({ path, blocks }: Document): void {
  const all = blocks.flatMap(stepsOf);
  // Later steps may need the missing tool's results.
  const lacking = all.findIndex(({ script }) =>
    missing.some((tool) => new RegExp(`\\b${tool} `).test(script)),
  );
  const steps = lacking === -1 ? all : all.slice(0, lacking);
  const shown = blocks.flatMap(({ text }) => {
    const compare = shownKinds.find(({ block }) => block.test(text))?.compare;
    return compare ? [{ text, compare }] : [];
  });
  if (all.length + shown.length === 0) return;

  describe(path, () => {
    const project = createCheckout();
    const output = temporaryDirectory();
    let intake: RunningCommand | undefined;
    let outcomes: readonly Outcome[] = [];
    let evidence: Evidence = { startPrinted: "", log: "", events: [] };

    beforeAll(async () => {
      intake = await startCheckout(project);
      const endpoints = readEndpoints(join(project, ".local"));
      const variables = await prepare(project, endpoints);
      outcomes = await runSteps(steps, { project, output, endpoints, variables });
      // Other documents show these commands' traces too.
      for (let times = 0; times < 2; times += 1)
        await startCommand("infra/commands/send.ts", ["yoti"], project).ends();
      await intake.prints("duplicate");
      evidence = {
        startPrinted: intake.output().stdout,
        log: readFileSync(join(project, ".local", "functions.log"), "utf8"),
        // A command that received events hides them from others.
        events: [
          ...outcomes.flatMap(eventsIn),
          ...(await drainQueue(endpoints.aws, endpoints.queueUrl)).map(({ body }) => body),
        ],
      };
    }, 600_000);
    afterAll(async () => {
      intake?.child.kill("SIGINT");
      await intake?.ends();
    });

    it.each(steps.map((step, index) => ({ ...step, index })))("$script", ({ script, shown: text, index }) => {
      const { isDone, stdout, stderr } = outcomes[index] ?? { isDone: false, stdout: "", stderr: "" };
      expect(isDone, stderr || "bash ended before").toBe(true);
      if (text !== undefined) expect(shapeOf(stdout)).toEqual(shapeOf(text));
      // A comment with JSON shows the last command's output.
      const [, remark] = /# (\{.*\})$/m.exec(script) ?? [];
      if (remark) expect(stdout.match(/\{".*?\}/g)?.map(shapeOf)).toContainEqual(shapeOf(remark));
    });

    it.each(shown)("shows what was to be seen: $text", ({ text, compare }) => compare(text, evidence));
  });
}

const received = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ Messages: v.array(v.object({ Body: v.string() })) }),
);

function eventsIn({ stdout }: Outcome): readonly string[] {
  const result = v.safeParse(received, stdout);
  return result.success ? result.output.Messages.map(({ Body }) => Body) : [];
}
