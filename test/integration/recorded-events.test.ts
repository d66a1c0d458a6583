import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { notificationEventSchema } from "../../functions/package/events.ts";
import { type SourceId, vendors } from "../../functions/vendors.ts";
import { createFunctionPool } from "../../infra/local/functions/function-pool.ts";
import { post } from "../../infra/simulators/post.ts";
import { loadSimulator, readExample } from "../../infra/simulators/simulators.ts";
import { useLocalIntake } from "../support/local-intake.ts";
import { record } from "../support/records.ts";

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

const ids = vendors.map(({ id }) => id);

const responseSchema = v.object({
  statusCode: v.number(),
  headers: v.record(v.string(), v.string()),
  body: v.string(),
  isBase64Encoded: v.literal(false),
});

const intake = useLocalIntake();

function readEvent(source: SourceId): RecordedEvent {
  return v.parse(
    eventSchema,
    JSON.parse(readFileSync(join(intake.directory, "events", `${source}.json`), "utf8")),
  );
}

function bodyOf({ body, isBase64Encoded }: RecordedEvent): string {
  return Buffer.from(body, isBase64Encoded ? "base64" : "utf8").toString("utf8");
}

function inBase64(event: RecordedEvent): RecordedEvent {
  return { ...event, body: Buffer.from(bodyOf(event)).toString("base64"), isBase64Encoded: true };
}

/** API Gateway never reuses an id. */
function withFreshId({ requestContext, ...event }: RecordedEvent): RecordedEvent {
  return { ...event, requestContext: { ...requestContext, requestId: randomUUID() } };
}

async function invoke(source: SourceId, event: RecordedEvent) {
  record("bodies", bodyOf(event));
  for (const name of ["secret", "authorization"]) {
    if (event.headers[name]) record("secrets", event.headers[name]);
  }
  const { aws, functions } = intake.running().endpoints;
  const address = `${aws}/2015-03-31/functions/${functions[source]}/invocations`;
  const { body } = await post(address, {}, JSON.stringify(event));
  return v.parse(responseSchema, JSON.parse(body));
}

/** From each vendor's page. */
const acknowledgements: Readonly<Record<string, unknown>> = {
  thales: JSON.stringify({ CardImageId: "9tf5udq41", Success: "True" }),
  pipwave: "OK",
  frankieone: "",
  yoti: "",
};

/** Changes one character of the sender's proof. */
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
  const [events = [], quarantine = []] = [
    await intake.drain("queueUrl"),
    await intake.drain("quarantineQueueUrl"),
  ];
  return { events: events.map(({ body }) => body), quarantine };
}

describe("the recorded events", () => {
  it("are there for every source, of its vendor's example and of this moment", () => {
    for (const id of ids) {
      expect(readEvent(id).requestContext).toMatchObject({ timeEpoch: expect.any(Number) });
      const ageMs = Date.now() - Number(readEvent(id).requestContext.timeEpoch);
      expect(ageMs).toBeLessThan(60 * 60 * 1000);
    }
  });
});

describe.sequential.each(ids)("the recorded event of %s", (source) => {
  it("is refused by its function when it is forged, and leaves nothing behind", async () => {
    const response = await invoke(source, withFreshId(forge(source, readEvent(source))));
    expect([401, 403]).toContain(response.statusCode);
    expect(await queued()).toEqual({ events: [], quarantine: [] });
  });

  it("is accepted by its function, as its vendor expects it, and becomes one event", async () => {
    const event = readEvent(source);
    const response = await invoke(source, event);
    expect(response).toMatchObject({ statusCode: 200, body: acknowledgements[source] });
    // The repeat, in base64, makes no second event.
    expect(await invoke(source, inBase64(withFreshId(event)))).toEqual(response);
    const { events, quarantine } = await queued();
    expect(quarantine).toEqual([]);
    expect(events).toHaveLength(1);
    const read = v.parse(notificationEventSchema, JSON.parse(events[0] ?? ""));
    expect(read).toMatchObject({ source, subject: expect.any(String) });
    const { defaultExample } = await loadSimulator(source);
    expect(Object.keys(Object(read.data.original))).toEqual(
      expect.arrayContaining(Object.keys(readExample(source, defaultExample))),
    );
  });
});

describe("a recorded event of a source that is bound to a client certificate", () => {
  const bound = vendors.filter(({ schemes }) => "clientCertificate" in schemes);

  it.each(bound)("is refused without the certificate: $id", async ({ id }) => {
    const { requestContext, ...event } = readEvent(id);
    const { authentication, ...plain } = requestContext;
    expect(authentication).toBeDefined();
    const response = await invoke(id, withFreshId({ ...event, requestContext: plain }));
    expect(response.statusCode).toBe(403);
    expect(await queued()).toEqual({ events: [], quarantine: [] });
  });
});

describe("a function that is not configured", () => {
  it("tells the Lambda Runtime API so, and takes in nothing", async () => {
    const [{ id }] = vendors;
    const { functions, outputs } = intake.running().topology;
    const configured = functions.find(({ id }) => Object.values(outputs).includes(id));
    if (!configured) throw new Error("there is no function");
    const host = { awsEndpoint: intake.running().endpoints.aws, onLog: () => undefined };
    const pool = createFunctionPool({ ...configured, environment: {} }, host);
    await expect(pool.invoke(readEvent(id))).rejects.toMatchObject({ name: "IntakeError" });
    await pool.stop();
  });
});
