import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { vendors } from "../../functions/vendors.ts";
import { projectDirectory } from "../../infra/project.ts";
import { startCommand } from "../support/command.ts";
import { drainQueue } from "../support/queues.ts";
import { record } from "../support/records.ts";
import { startRuntimeFunction } from "../support/runtime-function.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const directory = temporaryDirectory();

const assembly = join(directory, "sam");
const files = {
  template: join(assembly, "sam-template.json"),
  localTemplate: join(assembly, "sam-local-template.json"),
  environment: join(assembly, "sam-environment.json"),
};
const names = [...vendors.map(({ id }) => id), "relay"];
/** In place of SAM: says what it was started with. */
const tools = temporaryDirectory();
writeFileSync(join(tools, "sam"), '#!/bin/sh\nprintf "%s\\n" "$@"\nexit 3\n');
chmodSync(join(tools, "sam"), 0o755);

function runSam(args: readonly string[], path = `${tools}:${process.env.PATH}`) {
  const script = join(projectDirectory, "infra", "local", "sam.ts");
  const env = { ...process.env, PATH: path };
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [script, "--directory", directory, ...args],
    {
      encoding: "utf8",
      env,
    },
  );
  return { status, words: stdout.trimEnd().split("\n"), stderr };
}

const recordedEvent = (name: unknown) => join(directory, "events", `${name}.json`);

const resource = v.object({
  Type: v.string(),
  Metadata: v.optional(v.record(v.string(), v.unknown()), {}),
});
const readTemplate = (path: string) =>
  v.parse(v.object({ Resources: v.record(v.string(), resource) }), JSON.parse(readFileSync(path, "utf8")));
const readEnvironment = () =>
  v.parse(
    v.record(v.string(), v.record(v.string(), v.string())),
    JSON.parse(readFileSync(files.environment, "utf8")),
  );

describe("npm run sam", { timeout: 120_000 }, () => {
  it("starts sam on the synthesized stack, and ends as it ended", () => {
    const invocation = ["local", "invoke", "yoti", "-e", "event.json"];
    const ours = ["--template", files.localTemplate, "--env-vars", files.environment];
    expect(runSam([...invocation, "--aws-host", "192.0.2.1"])).toEqual({
      status: 3,
      words: [...invocation, ...ours],
      stderr: "",
    });
    expect(Object.keys(readEnvironment())).toHaveLength(names.length);
    for (const variables of Object.values(readEnvironment()))
      expect(variables).toMatchObject({
        AWS_ENDPOINT_URL: "http://192.0.2.1:4566",
        AWS_ACCESS_KEY_ID: "local",
      });

    // Each function has its folder's name, and its bundle where SAM looks.
    const handlers = Object.values(readTemplate(files.localTemplate).Resources).filter(
      ({ Type }) => Type === "AWS::Lambda::Function",
    );
    expect(handlers.map(({ Metadata }) => Metadata.SamResourceId)).toEqual(names);
    for (const { Metadata } of handlers) {
      expect(Metadata["aws:asset:property"]).toBe("Code");
      expect(existsSync(join(assembly, String(Metadata["aws:asset:path"]), "handler.mjs"))).toBe(true);
    }
  });

  it("passes the environment to sam local alone, and nothing where sam takes no template", () => {
    expect(runSam(["validate", "--lint"]).words).toEqual([
      "validate",
      "--lint",
      "--template",
      files.template,
    ]);
    const generate = ["local", "generate-event", "sqs", "receive-message"];
    expect(runSam(generate).words).toEqual(generate);
    expect(runSam(["--version"]).words).toEqual(["--version"]);
  });

  it.each([
    ["a missing sam", ["--version"], /^sam is not installed: pip install aws-sam-cli/],
    ["a missing word", [], /^what shall sam do\? \(see --help\)$/],
    ["a flag without its value", ["validate", "--aws-port"], /^--aws-port needs a value \(see --help\)$/],
    ["a port that is none", ["--aws-port", "aws", "validate"], /^--aws-port has to be a port/],
  ])("tells a person about %s in one line and exits with 2", (_, args, line) => {
    const { status, stderr } = runSam(args, "/nowhere");
    expect(status).toBe(2);
    expect(stderr.trimEnd()).toMatch(line);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  });

  it.each(["sam", "local-aws"])("infra/commands/%s.ts explains itself with --help and -h", (name) => {
    const script = join(projectDirectory, "infra", "local", `${name}.ts`);
    for (const option of ["--help", "-h"])
      expect(execFileSync(process.execPath, [script, option], { encoding: "utf8" })).toMatch(/^npm run /);
  });
});

describe("npm run local:aws", { timeout: 120_000 }, () => {
  it("has all that functions need which are started as SAM starts them", async () => {
    const aws = startCommand("infra/commands/local-aws.ts", ["--aws-port", "0", "--directory", directory]);
    await aws.prints("Ctrl-C stops everything");
    const [endpoint = "", port = ""] = /http:\/\/127\.0\.0\.1:(\d+)/.exec(aws.output().stdout) ?? [];
    runSam(["local", "start-api", "--aws-host", "localhost", "--aws-port", port]);
    const { Resources } = readTemplate(files.localTemplate);
    for (const [id, environment] of Object.entries(readEnvironment())) {
      const { SamResourceId: name, "aws:asset:path": bundle } = Resources[id]?.Metadata ?? {};
      const lambda = await startRuntimeFunction({
        ...environment,
        LAMBDA_TASK_ROOT: join(assembly, String(bundle)),
      });
      if (name === "relay") {
        expect(await lambda.invoke({})).toMatchObject({ found: 0, finished: true });
        await lambda.stop();
        continue;
      }
      const event = JSON.parse(readFileSync(recordedEvent(name), "utf8"));
      event.requestContext.requestId = `sam-${name}`;
      record("bodies", event.body);
      expect(await lambda.invoke(event)).toMatchObject({ statusCode: 200 });
      await lambda.stop();
      const queue = environment.NOTIFICATIONS_QUEUE_URL?.replace(/.*(?=\/000000000000)/, endpoint) ?? "";
      expect(await drainQueue(endpoint, queue)).toHaveLength(1);
    }
    aws.child.kill("SIGINT");
    expect(await aws.ends()).toBe(0);
    await expect(fetch(endpoint)).rejects.toThrow();
  });
});
