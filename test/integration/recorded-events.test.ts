import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { notificationEventSchema } from "../../functions/events.ts";
import type { SourceId } from "../../functions/sources.ts";
import { bundleFunction } from "../../infra/bundling.ts";
import { parseSourceId } from "../../infra/local/vendors/vendors.ts";
import { projectDirectory } from "../../infra/project.ts";
import { drainQueue } from "../support/queues.ts";
import { type RecordedFunctions, startRecordedFunctions } from "../support/recorded-functions.ts";
import { record } from "../support/records.ts";
import { startRuntimeFunction } from "../support/runtime-function.ts";

const clientCert = v.looseObject({ clientCertPem: v.string() });
const eventSchema = v.looseObject({
  headers: v.record(v.string(), v.string()),
  requestContext: v.looseObject({
    requestId: v.string(),
    authentication: v.optional(v.looseObject({ clientCert })),
  }),
  body: v.string(),
  isBase64Encoded: v.boolean(),
});
type RecordedEvent = v.InferOutput<typeof eventSchema>;

const directory = join(projectDirectory, "test", "events");
const names = readdirSync(directory)
  .map((file) => file.replace(/\.json$/, ""))
  .filter((name) => name !== "secrets");

let functions: RecordedFunctions;
beforeAll(async () => {
  functions = await startRecordedFunctions();
});
afterAll(() => functions.stop());

function readEvent(name: string): RecordedEvent {
  return v.parse(eventSchema, JSON.parse(readFileSync(join(directory, `${name}.json`), "utf8")));
}

function bodyOf({ body, isBase64Encoded }: RecordedEvent): string {
  return Buffer.from(body, isBase64Encoded ? "base64" : "utf8").toString("utf8");
}

/** API Gateway never gives an id twice. */
function withFreshId({ requestContext, ...event }: RecordedEvent): RecordedEvent {
  return { ...event, requestContext: { ...requestContext, requestId: randomUUID() } };
}

function invoke(source: SourceId, event: RecordedEvent) {
  record("bodies", bodyOf(event));
  for (const name of ["secret", "authorization"]) {
    if (event.headers[name]) record("secrets", event.headers[name]);
  }
  return functions.invoke(source, event);
}

/** What the vendor's page says that it waits for. */
const acknowledgements: Readonly<Record<string, unknown>> = {
  thales: JSON.stringify({ CardImageId: "9tf5udq41", Success: "True" }),
  pipwave: "OK",
  frankieone: "",
  yoti: "",
};

/** One character of what proves the sender changed, wherever the source has it. */
const forgeries: Readonly<Record<string, (event: RecordedEvent) => RecordedEvent>> = {
  thales: (event) => withHeader(event, "secret", `${event.headers.secret}x`),
  pipwave: (event) => ({
    ...event,
    body: bodyOf(event).replace('"user_id":"1514333"', '"user_id":"1514334"'),
    isBase64Encoded: false,
  }),
  frankieone: (event) =>
    withHeader(event, "authorization", event.headers.authorization?.replace(/.{8}$/, "AAAAAAAA")),
  yoti: (event) => withHeader(event, "authorization", "Basic dXNlcm5hbWU6cGFzc3dvcmR4"),
};

function forge(source: SourceId, event: RecordedEvent): RecordedEvent {
  const change = forgeries[source];
  if (!change) throw new Error(`there is a recorded event of ${source}, but no forgery`);
  return change(event);
}

function withHeader(event: RecordedEvent, name: string, value = ""): RecordedEvent {
  return { ...event, headers: { ...event.headers, [name]: value } };
}

async function queued() {
  return {
    events: await drainQueue(functions.awsEndpoint, functions.queueUrl),
    quarantine: await drainQueue(functions.awsEndpoint, functions.quarantineQueueUrl),
  };
}

describe("the recorded events", () => {
  it("are there for every source, and one of them in base64", () => {
    const known = Object.keys(acknowledgements);
    expect(new Set(names.map((name) => name.split("-")[0]))).toEqual(new Set(known));
    expect(names.map(readEvent).some(({ isBase64Encoded }) => isBase64Encoded)).toBe(true);
  });
});

describe.sequential.each(names)("the recorded event %s", (name) => {
  const source = parseSourceId(name.split("-")[0]);
  const event = readEvent(name);

  it("is refused by its function when it is forged, and leaves nothing behind", async () => {
    const answer = await invoke(source, withFreshId(forge(source, event)));
    expect([401, 403]).toContain(answer.statusCode);
    expect(await queued()).toEqual({ events: [], quarantine: [] });
  });

  it("is accepted by its function, as its vendor expects it, and becomes one event", async () => {
    const answer = await invoke(source, event);
    expect(answer).toMatchObject({ statusCode: 200, body: acknowledgements[source] });
    // Again, as the vendor would: the same answer, and no second event.
    expect(await invoke(source, withFreshId(event))).toEqual(answer);
    const { events, quarantine } = await queued();
    expect(quarantine).toEqual([]);
    expect(events).toHaveLength(1);
    const read = v.parse(notificationEventSchema, JSON.parse(events[0] ?? ""));
    expect(read).toMatchObject({ source, data: { original: JSON.parse(bodyOf(event)) } });
  });
});

describe("a recorded event of a source that is bound to a client certificate", () => {
  const bound = names.filter((name) => readEvent(name).requestContext.authentication);

  it.each(bound)("is refused without the certificate: %s", async (name) => {
    const { requestContext, ...event } = readEvent(name);
    const { authentication: _, ...plain } = requestContext;
    const answer = await invoke(
      parseSourceId(name.split("-")[0]),
      withFreshId({ ...event, requestContext: plain }),
    );
    expect(answer.statusCode).toBe(403);
    expect(await queued()).toEqual({ events: [], quarantine: [] });
  });
});

describe("a function that is not configured", () => {
  it("tells the Lambda Runtime API so, and takes in nothing", async () => {
    const [name = ""] = names;
    const { directory: LAMBDA_TASK_ROOT } = bundleFunction(parseSourceId(name.split("-")[0]));
    const misconfigured = await startRuntimeFunction({ LAMBDA_TASK_ROOT });
    await expect(misconfigured.invoke(readEvent(name))).rejects.toThrow("Function.IntakeError");
    await misconfigured.stop();
  });
});
