import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readEndpoints } from "../../../infra/endpoints/endpoints.ts";
import { createCheckout, startCheckout } from "../../support/checkout.ts";
import type { RunningCommand } from "../../support/command.ts";
import { drainQueue } from "../../support/queues.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { isInstalled } from "../../support/tools.ts";
import { type Document, stepsOf } from "../markdown.ts";
import { prepare } from "./given.ts";
import { type Outcome, runSteps } from "./script.ts";
import { shapeOf } from "./shape.ts";
import { type Evidence, shownKinds } from "./shown.ts";

/** The README asks for Node and npm alone. */
const optionalTools = ["aws", "jq", "openssl", "base64"];

/** Tests the scripts of documents in a copy of the project whose intake runs, and compares what the documents show. */
export async function testDocuments(documents: readonly Document[]): Promise<void> {
  const installed = await Promise.all(optionalTools.map(isInstalled));
  const missing = optionalTools.filter((_, index) => !installed[index]);
  const steps = documents.flatMap(({ blocks }) => {
    const own = blocks.flatMap(stepsOf);
    // What follows in the document may need what the missing tool would have made.
    const lacking = own.findIndex(({ script }) =>
      missing.some((tool) => new RegExp(`\\b${tool} `).test(script)),
    );
    return lacking === -1 ? own : own.slice(0, lacking);
  });
  const shown = documents
    .flatMap(({ blocks }) => blocks)
    .flatMap(({ document, text }) => {
      const compare = shownKinds.find(({ block }) => block.test(text))?.compare;
      return compare ? [{ document, text, compare }] : [];
    });

  const project = createCheckout();
  const output = temporaryDirectory();
  let intake: RunningCommand | undefined;
  const outcomes: Outcome[] = [];
  let evidence: Evidence = { startPrinted: "", log: "", events: [] };

  beforeAll(async () => {
    intake = await startCheckout(project);
    const endpoints = readEndpoints(join(project, ".local"));
    const variables = await prepare(project, endpoints);
    const place = { project, output, endpoints, variables };
    for (const own of Map.groupBy(steps, ({ document }) => document).values())
      outcomes.push(...(await runSteps(own, place)));
    evidence = {
      startPrinted: intake.output().stdout,
      log: readFileSync(join(project, ".local", "functions.log"), "utf8"),
      // A command that received events has hidden them from others.
      events: [...outcomes.flatMap(eventsIn), ...(await drainQueue(endpoints.aws, endpoints.queueUrl))],
    };
  }, 300_000);
  afterAll(async () => {
    intake?.child.kill("SIGINT");
    await intake?.ends();
  });

  it.each(steps.map((step, index) => ({ ...step, index })))(
    "$document: $script",
    ({ script, shown: text, index }) => {
      const { isDone, stdout, stderr } = outcomes[index] ?? { isDone: false, stdout: "", stderr: "" };
      expect(isDone, stderr || "bash ended before").toBe(true);
      if (text !== undefined) expect(shapeOf(stdout)).toEqual(shapeOf(text));
      // A comment with JSON shows what the command before it prints.
      const [, remark] = /# (\{.*\})$/m.exec(script) ?? [];
      if (remark) expect(stdout.split("\n").map(shapeOf)).toContainEqual(shapeOf(remark));
    },
  );

  it.skipIf(shown.length === 0).each(shown)(
    "$document shows what was to be seen: $text",
    ({ text, compare }) => compare(text, evidence),
  );
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
