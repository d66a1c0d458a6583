import { exec } from "node:child_process";
import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it, onTestFinished, vi } from "vitest";
import { projectDirectory } from "../../infra/project.ts";
import { startProgram } from "../support/command.ts";
import { drainQueue } from "../support/drain-queue.ts";
import { type LocalQueue, startLocalAws } from "../support/local-stores.ts";
import { eventsOfExamples } from "../support/queue-events.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { isInstalled } from "../support/tools.ts";
import { readDocuments } from "./markdown.ts";

const { aws, environment, createQueue } = await startLocalAws();
const [example = ""] = await eventsOfExamples("yoti");
const run = promisify(exec);
const soon = { timeout: 120_000, interval: 200 };
const programs = readDocuments().find(({ path }) => path === "docs/other-languages.md")?.blocks ?? [];

type Language = (typeof languages)[number];
/** Shell commands. The first finds or downloads the SDK. */
const languages = [
  {
    language: "python",
    tools: ["python3"],
    file: "consumer.py",
    libraries: "python3 -c 'import boto3'",
    build: "python3 -m py_compile consumer.py",
    start: "python3 consumer.py",
  },
  {
    language: "java",
    tools: ["java", "javac", "mvn"],
    file: "Consumer.java",
    libraries: "mvn --quiet --batch-mode dependency:copy-dependencies -DoutputDirectory=jars",
    build: "javac -cp 'jars/*' Consumer.java",
    start: "java -cp 'jars/*:.' Consumer",
  },
  {
    language: "go",
    tools: ["go"],
    file: "consumer.go",
    libraries: "go mod tidy",
    build: "go build -o consumer",
    start: "./consumer",
  },
];

it("shows a program in each language, and no other", () => {
  expect(programs.map(({ language }) => language)).toEqual(languages.map(({ language }) => language));
});

it.for(languages)(
  "handles and deletes nothing of a subject behind a failure, in $language",
  { timeout: 900_000 },
  async (language, { skip }) => {
    const directory = temporaryDirectory();
    const reason = await prepare(language, directory);
    if (reason !== undefined) skip(reason);
    await run(language.build, { cwd: directory });
    const queue = await createQueue({ VisibilityTimeout: "20" });
    const left = await sendBatch(queue);

    const env = { ...process.env, ...environment, QUEUE_URL: queue.url };
    const consumer = startProgram("sh", ["-c", `exec ${language.start}`], directory, env);
    onTestFinished(() => void consumer.child.kill());
    for (const id of ["a1", "b1", "b2"]) await consumer.prints(lineOf(id));
    // The consumer receives it after the whole batch.
    await queue.send(event("b3"), "b");
    await consumer.prints(lineOf("b3"));
    expect(consumer.output().stdout.trim().split("\n").sort()).toEqual(["a1", "b1", "b2", "b3"].map(lineOf));
    await vi.waitFor(async () => expect(await queue.count()).toEqual({ visible: 0, hidden: 4 }), soon);
    consumer.child.kill();
    await consumer.ends();
    expect(await drainLater(queue.url, left.length)).toEqual(left);
  },
);

/** Sends events of three subjects. Returns those that a consumer has to leave. */
async function sendBatch(queue: LocalQueue) {
  const left = [
    { body: '{"id":', groupId: "a" },
    { body: event("a3"), groupId: "a" },
    { body: event("c1", { type: "unknown.kind.v1" }), groupId: "c" },
    { body: event("c2"), groupId: "c" },
  ];
  await queue.send(event("a1"), "a");
  await queue.send(event("b1"), "b");
  for (const { body, groupId } of left) await queue.send(body, groupId);
  await queue.send(event("b2"), "b");
  return left;
}

/** Returns what is missing. */
async function prepare(
  { language, tools, file, libraries }: Language,
  directory: string,
): Promise<string | undefined> {
  const installed = await Promise.all(tools.map(isInstalled));
  const missing = tools.filter((_, index) => !installed[index]);
  if (missing.length > 0) return `not installed: ${missing.join(", ")}`;
  cpSync(join(projectDirectory, "test/fixtures/other-languages"), directory, { recursive: true });
  writeFileSync(join(directory, file), programs.find((program) => program.language === language)?.text ?? "");
  return await run(libraries, { cwd: directory }).then(
    () => undefined,
    ({ message }) => `the SDK is missing: ${message.trim()}`,
  );
}

/** Has what a consumer has to tolerate: an unknown field and flag, and a long number. */
function event(id: string, changes = {}): string {
  const { data, ...fields } = JSON.parse(example);
  const flags = [{ code: "new_code", field: "field" }];
  const changed = { ...fields, ...changes, id, newfield: { any: [1] }, data: { ...data, flags } };
  return JSON.stringify(changed).replace('"original":{', '"original":{"score":12345678901234567890.12345,');
}

function lineOf(id: string): string {
  const { type, data } = JSON.parse(example);
  return `${id} ${type} ${data.outcome}`;
}

/** By subject, in order. The messages come back after the visibility timeout. */
async function drainLater(queueUrl: string, count: number) {
  const drained: { body: string; groupId: string | undefined }[] = [];
  await vi.waitFor(async () => {
    for (const { body, groupId } of await drainQueue(aws.url, queueUrl)) drained.push({ body, groupId });
    expect(drained).toHaveLength(count);
  }, soon);
  return drained.sort((left, right) => (left.groupId ?? "").localeCompare(right.groupId ?? ""));
}
