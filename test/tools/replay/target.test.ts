import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { deployedReplayTarget } from "../../../infra/replay/replay-target.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const queue = (name: string) => `https://sqs.eu-central-1.amazonaws.com/123456789012/${name}`;
const outputs = {
  YotiFunctionName: "the-yoti",
  YotiSandbox2FunctionName: "the-sandbox",
  OutboxRelayFunctionName: "the-relay",
  QueueUrl: queue("events.fifo"),
  DeadLetterQueueUrl: queue("dead.fifo"),
  QuarantineQueueUrl: queue("quarantine.fifo"),
};

function fileWith(content: string): string {
  const path = join(temporaryDirectory(), "outputs.json");
  writeFileSync(path, content);
  return path;
}

describe("a deployed intake", () => {
  it("is found in the outputs of its stack, beside those of others", () => {
    const path = fileWith(JSON.stringify({ Consumer: { FunctionName: "other" }, Intake: outputs }));
    const { functionOf, ...target } = deployedReplayTarget(path);
    expect(["yoti", "yoti-sandbox-2", "acme", "constructor"].map(functionOf)).toEqual([
      "the-yoti",
      "the-sandbox",
      undefined,
      undefined,
    ]);
    expect(target).toMatchObject({
      quarantineQueueUrl: queue("quarantine.fifo"),
      clientSettings: { region: "eu-central-1" },
    });
  });

  it("leaves region, credentials and endpoint to the environment where the queue does not say them", () => {
    const local = { ...outputs, QuarantineQueueUrl: "http://127.0.0.1:4566/000000000000/quarantine.fifo" };
    expect(deployedReplayTarget(fileWith(JSON.stringify({ Intake: local }))).clientSettings).toEqual({});
  });

  it.each([
    ["no intake", fileWith('{ "Consumer": { "FunctionName": "other" } }'), /outputs of one intake$/],
    ["two intakes", fileWith(JSON.stringify({ One: outputs, Two: outputs })), /outputs of one intake$/],
    ["text", fileWith("hello"), /is not a file that "cdk deploy --outputs-file" wrote$/],
    ["a list", fileWith("[]"), /wrote$|one intake$/],
    ["nothing, because there is none", "nowhere.json", /^nowhere\.json is not a file/],
  ])("is a mistake of the user's with %s in the file", (_, path, line) => {
    expect(() => deployedReplayTarget(path)).toThrow(line);
  });
});
