import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { UsageError } from "../../../infra/command-line/usage-error.ts";
import type { Action } from "../../../infra/inspector/actions.ts";
import { type InspectorServer, startInspectorServer } from "../../../infra/inspector/inspector-server.ts";
import { createMask, maskText } from "../../../infra/inspector/masking.ts";
import { ask, askAsPage } from "../../support/inspector-client.ts";

let server: InspectorServer;
let done: unknown[];

const act: Action = async (request) => {
  done.push(request);
  return { ok: true, text: "done, by the-secret-of-acme" };
};

beforeEach(async () => {
  done = [];
  server = await startInspectorServer(0);
  server.serve({
    files: new Map([["/", { contentType: "text/html; charset=utf-8", content: Buffer.from("<html>") }]]),
    actions: new Map<string, Action>([
      ["/act", act],
      ["/mistake", () => Promise.reject(new UsageError("there is no the-secret-of-acme"))],
      ["/broken", () => Promise.reject(new Error("the inside of the inspector"))],
    ]),
    mask: createMask(() => ["the-secret-of-acme"]),
  });
});
afterEach(() => server.stop());

const portOf = () => new URL(server.url).port;
const json = { "content-type": "application/json" };

describe("every response", () => {
  it.each([
    ["GET", "/", 200],
    ["HEAD", "/", 200],
    ["GET", "/nothing", 404],
    ["POST", "/", 403],
    ["DELETE", "/", 404],
    ["GET", "/act", 404],
    ["OPTIONS", "/act", 404],
    ["GET", "/../package.json", 404],
    ["GET", "//", 404],
  ])("to %s %s (%s) forbids what a page does not need", async (method, path, status) => {
    // A URL would tidy the path up.
    const request = httpRequest(server.url, { method, path, agent: false }).end();
    const [response]: IncomingMessage[] = await once(request, "response");
    response?.resume();
    const { statusCode, headers = {} } = response ?? {};
    expect(statusCode).toBe(status);
    expect(headers).toMatchObject({
      "content-security-policy":
        "default-src 'none'; script-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      "cross-origin-resource-policy": "same-origin",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cache-control": "no-store",
    });
    expect(Object.keys(headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
  });

  it("is 503 until there is something to serve", async () => {
    const early = await startInspectorServer(0);
    expect((await ask(early.url, "GET")).status).toBe(503);
    await early.stop();
  });
});

describe("a website in the same browser", () => {
  const evil = "https://evil.example";
  const own = "http://127.0.0.1:PORT";
  const from = (site: string) => ({ "sec-fetch-site": site });
  type Headers = Readonly<Record<string, string>>;

  async function expectRefused(method: string, path: string, headers: Headers, status: number) {
    const sent = Object.entries(headers).map(([name, value]) => [name, value.replace("PORT", portOf())]);
    const body = method === "POST" ? "{}" : undefined;
    const response = await ask(`${server.url}${path}`, method, Object.fromEntries(sent), body);
    expect(response.status).toBe(status);
    expect(response.body).not.toContain("{");
    expect(done).toEqual([]);
  }

  it.each<readonly [string, Headers, number]>([
    ["by a name that points here", { host: "evil.example:PORT", origin: "http://evil.example:PORT" }, 421],
    ["from its own origin", { ...json, origin: evil }, 403],
    ["from another port of this computer", { ...json, origin: "http://127.0.0.1:1" }, 403],
    ["from a sandbox", { ...json, origin: "null" }, 403],
    ["without an origin", json, 403],
    ["under our other name", { ...json, host: "localhost:PORT", origin: own }, 403],
    ["with another scheme", { ...json, origin: "https://127.0.0.1:PORT" }, 403],
    ["and the browser knows", { ...json, origin: own, ...from("cross-site") }, 403],
    ["from a sibling", { ...json, origin: own, ...from("same-site") }, 403],
    ["with a form", { origin: own, "content-type": "application/x-www-form-urlencoded" }, 415],
    ["with plain text", { origin: own, "content-type": "text/plain" }, 415],
    ["with no type", { origin: own }, 415],
  ])("cannot act %s", (_, headers, status) => expectRefused("POST", "/act", headers, status));

  it.each(["evil.example", "evil.example:PORT", "127.0.0.1:1", "127.0.0.1.evil.example:PORT"])(
    "cannot read by the name %s",
    (host) => expectRefused("GET", "/", { host }, 421),
  );

  it("cannot ask whether it may, but may have a link to the page", async () => {
    await expectRefused("OPTIONS", "/act", { origin: evil, ...from("cross-site") }, 404);
    expect((await ask(`${server.url}/?from=elsewhere`, "GET", from("cross-site"))).status).toBe(200);
  });
});

describe("an action", () => {
  it("is done for the page, by either name of this computer", async () => {
    expect(await askAsPage(server.url, "/act", { a: 1 })).toMatchObject({ status: 200 });
    const host = `localhost:${portOf()}`;
    const headers = { ...json, host, origin: `http://${host}` };
    expect((await ask(`${server.url}/act`, "POST", headers, '{"a":2}')).status).toBe(200);
    expect(done).toEqual([{ a: 1 }, { a: 2 }]);
  });

  it("is answered without credentials, also if it fails", async () => {
    const fine = await askAsPage(server.url, "/act", {});
    expect(JSON.parse(fine.body)).toEqual({ ok: true, text: `done, by ${maskText}` });
    const mistake = await askAsPage(server.url, "/mistake", {});
    expect(mistake.status).toBe(400);
    expect(JSON.parse(mistake.body)).toEqual({ ok: false, text: `there is no ${maskText}` });
    const broken = await askAsPage(server.url, "/broken", {});
    expect(broken.status).toBe(500);
    expect(broken.body).not.toContain("inside");
  });

  it.each([
    ["{", 400],
    [`"${"x".repeat(100_000)}"`, 413],
  ])("is not done if its body is not JSON or too large", async (body, status) => {
    const response = await ask(`${server.url}/act`, "POST", { ...json, origin: server.url }, body);
    expect([response.status, done]).toEqual([status, []]);
  });
});
