import { randomUUID } from "node:crypto";
import { request } from "node:http";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { maxBodyBytes } from "../../lib/intake/receive.ts";
import { useLocalIntake } from "../support/local-intake.ts";

const intake = useLocalIntake();
const json = { "content-type": "application/json" };
const asYoti = () => ({ ...json, authorization: `Bearer ${intake.running().endpoints.secrets.yoti?.token}` });
const session = (extra = "") => `{"session_id":"${randomUUID()}","topic":"session_completion"${extra}}`;

describe("an authentic delivery", () => {
  it.each([
    ["text that is not JSON", Buffer.from("not json"), "invalid_json"],
    ["nothing at all", Buffer.alloc(0), "invalid_json"],
    ["a list", Buffer.from("[]"), "not_an_object"],
    ["bytes that are not UTF-8", Buffer.from([0x7b, 0xff, 0x7d]), "invalid_utf8"],
    ["nesting without an end", Buffer.from("[".repeat(20_000)), "too_deep"],
    ["a compressed body", gzipSync(session()), "invalid_utf8"],
  ])("of %s is acknowledged and quarantined byte for byte, once", async (_, body, code) => {
    const statuses = [await intake.post("/yoti", asYoti(), body), await intake.post("/yoti", asYoti(), body)];
    expect(statuses.map(({ status }) => status)).toEqual([200, 200]);
    expect(await intake.drain("queueUrl")).toEqual([]);
    const [message, ...others] = await intake.drain("quarantineQueueUrl");
    expect(others).toEqual([]);
    const kept = JSON.parse(message?.body ?? "");
    expect(kept).toMatchObject({ source: "yoti", issues: [{ code }] });
    expect(Buffer.from(kept.delivery.body, "base64").equals(body)).toBe(true);
    expect(message?.body).not.toContain(intake.running().endpoints.secrets.yoti?.token);
  });

  it.each([
    ["a byte order mark", (text: string) => Buffer.from(`\uFEFF${text}`)],
    ["another content type", (text: string) => Buffer.from(text)],
    [
      "characters that SQS does not take",
      (text: string) => Buffer.from(text.replace("}", ',"note":"\uFFFE\uFFFF"}')),
    ],
  ])("with %s becomes an event", async (_, write) => {
    const response = await intake.post(
      "/yoti",
      { ...asYoti(), "content-type": "application/octet-stream" },
      write(session()),
    );
    expect(response.status).toBe(200);
    expect(await intake.drain("queueUrl")).toHaveLength(1);
  });

  it("keeps the characters above U+FFFF", async () => {
    await intake.post("/yoti", asYoti(), session(',"note":"🙂\u{10000}\u{10FFFF}"'));
    const [message] = await intake.drain("queueUrl");
    expect(message?.body).toContain('"note":"🙂\u{10000}\u{10FFFF}"');
  });

  it("keeps the characters of numbers that a double cannot hold", async () => {
    await intake.post("/yoti", asYoti(), session(',"n":12345678901234567890,"x":1.500,"e":1E400'));
    const [message] = await intake.drain("queueUrl");
    expect(message?.body).toContain('"n":12345678901234567890,"x":1.500,"e":1E400');
  });

  it("with a key twice counts by the last one, for its identity and its event alike", async () => {
    const [first, last] = [randomUUID(), randomUUID()];
    const twice = `{"session_id":"${first}","topic":"session_completion","session_id":"${last}"}`;
    expect((await intake.post("/yoti", asYoti(), twice)).status).toBe(200);
    const once = `{"session_id":"${last}","topic":"session_completion"}`;
    expect((await intake.post("/yoti", asYoti(), once)).status).toBe(200);
    const [message, ...others] = await intake.drain("queueUrl");
    expect(others).toEqual([]);
    const { subject, data } = JSON.parse(message?.body ?? "");
    expect([subject, data.original]).toEqual([last, JSON.parse(once)]);
  });

  it.each(["__proto__", "constructor", "toString", "hasOwnProperty"])(
    "with the key %s carries it along as a field like any other",
    async (key) => {
      const body = session(`,${JSON.stringify(key)}:{"topic":"resource_update"}`);
      expect((await intake.post("/yoti", asYoti(), body)).status).toBe(200);
      const [message] = await intake.drain("queueUrl");
      expect(JSON.parse(message?.body ?? "").data).toMatchObject({
        reason: "session_completion",
        flags: [{ code: "unknown_field", field: key }],
      });
      expect(message?.body).toContain(`${JSON.stringify(key)}:{"topic":"resource_update"}`);
    },
  );

  it("of 64 levels is read, and one level more is quarantined", async () => {
    const nested = (levels: number) => session(`,"deep":${"[".repeat(levels - 1)}${"]".repeat(levels - 1)}`);
    expect((await intake.post("/yoti", asYoti(), nested(64))).status).toBe(200);
    expect((await intake.post("/yoti", asYoti(), nested(65))).status).toBe(200);
    expect(await intake.drain("queueUrl")).toHaveLength(1);
    const [message] = await intake.drain("quarantineQueueUrl");
    expect(JSON.parse(message?.body ?? "")).toMatchObject({ issues: [{ code: "too_deep" }] });
  });

  it("in chunks, without a length, is taken like any other", async () => {
    const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
    const url = `${intake.running().endpoints.http}/yoti`;
    const posted = request(url, { method: "POST", headers: asYoti() }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).on("error", reject);
    const body = session();
    posted.write(body.slice(0, 20));
    posted.end(body.slice(20));
    expect(posted.getHeader("content-length")).toBeUndefined();
    expect(await promise).toBe(200);
    expect(await intake.drain("queueUrl")).toHaveLength(1);
  });

  it("with a content encoding is taken as it came: nothing is unpacked", async () => {
    const headers = { ...asYoti(), "content-encoding": "gzip" };
    const body = gzipSync(session());
    expect((await intake.post("/yoti", headers, body)).status).toBe(200);
    const [message] = await intake.drain("quarantineQueueUrl");
    expect(Buffer.from(JSON.parse(message?.body ?? "").delivery.body, "base64").equals(body)).toBe(true);
  });

  it("of the largest size is taken, and one byte more is refused", async () => {
    const start = session(',"padding":"').slice(0, -1);
    const largest = `${start}${"x".repeat(maxBodyBytes - start.length - 2)}"}`;
    expect(Buffer.byteLength(largest)).toBe(262_144);
    expect((await intake.post("/yoti", asYoti(), largest)).status).toBe(200);
    expect(await intake.drain("queueUrl")).toHaveLength(1);
    const tooLarge = await intake.post("/yoti", asYoti(), `${largest} `);
    expect(tooLarge.status).toBe(413);
    expect(tooLarge.headers["content-type"]).toBe("application/problem+json");
  });
});

describe("the gateway", () => {
  it.each([
    ["an unknown path", "/nobody"],
    ["a path below a source that has none", "/yoti/more"],
    ["the root", "/"],
  ])("answers 404 to %s", async (_, path) => {
    expect(await intake.post(path, json, "{}")).toMatchObject({
      status: 404,
      body: '{"message":"Not Found"}',
    });
  });

  it("takes a request id behind two slashes", async () => {
    const response = await intake.post("/frankieone//01EKVV810DC7NJEC97BAQJZXWR", json, "{}");
    expect(response.status).toBe(401);
  });

  it("answers 413 to more than API Gateway carries", async () => {
    const response = await intake.post("/yoti", asYoti(), Buffer.alloc(10 * 1024 * 1024 + 1, 0x20));
    expect(response.status).toBe(413);
  });
});
