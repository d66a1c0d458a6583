import { randomUUID } from "node:crypto";
import { request } from "node:http";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { maxBodyBytes } from "../../lib/intake/receive.ts";
import { useLocalIntake } from "../support/local-intake.ts";

// The fuzz has every body and header. These go over the wire, to the bundle and to SQS.
const intake = useLocalIntake();
const json = { "content-type": "application/json" };
const asYoti = () => ({ ...json, authorization: `Bearer ${intake.running().endpoints.secrets.yoti?.token}` });
const session = (extra = "") => `{"session_id":"${randomUUID()}","topic":"session_completion"${extra}}`;

describe("an authentic delivery", () => {
  it.each([
    ["nothing at all", Buffer.alloc(0), {}, "invalid_json"],
    ["nesting without an end", Buffer.from("[".repeat(20_000)), {}, "too_deep"],
    [
      "a compressed body, which is not unpacked",
      gzipSync(session()),
      { "content-encoding": "gzip" },
      "invalid_utf8",
    ],
  ])("of %s is acknowledged and quarantined byte for byte, once", async (_, body, encoding, code) => {
    const headers = { ...asYoti(), ...encoding };
    const statuses = [await intake.post("/yoti", headers, body), await intake.post("/yoti", headers, body)];
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
    ["characters above U+FFFF", '"note":"🙂\u{10000}\u{10FFFF}"', '"note":"🙂\u{10000}\u{10FFFF}"'],
    ["characters that SQS does not take", '"note":"\uFFFE\uFFFF"', '"note":"\\ufffe\\uffff"'],
    [
      "numbers that a double cannot hold",
      '"n":12345678901234567890,"x":1.500',
      '"n":12345678901234567890,"x":1.500',
    ],
  ])("of another content type, with %s, becomes an event", async (_, member, carried) => {
    const headers = { ...asYoti(), "content-type": "application/octet-stream" };
    expect((await intake.post("/yoti", headers, session(`,${member}`))).status).toBe(200);
    const [message, ...others] = await intake.drain("queueUrl");
    expect(others).toEqual([]);
    expect(message?.body).toContain(carried);
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

  it("of the largest size is taken, and one byte more is refused", async () => {
    const start = session(',"padding":"').slice(0, -1);
    const largest = `${start}${"x".repeat(maxBodyBytes - start.length - 2)}"}`;
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
