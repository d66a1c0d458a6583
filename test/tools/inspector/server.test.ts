import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { UsageError } from "../../../infra/command-line/usage-error.ts";
import type { Action } from "../../../infra/inspector/actions/actions.ts";
import { type InspectorServer, startInspectorServer } from "../../../infra/inspector/inspector-server.ts";
import { createLiveUpdates, type LiveUpdates } from "../../../infra/inspector/live-updates.ts";
import { createMask, maskText } from "../../../infra/inspector/masking.ts";
import { paths } from "../../../infra/inspector/protocol.ts";
import { createRecorder, type Recorder } from "../../../infra/inspector/recorder.ts";
import { maxStreams } from "../../../infra/inspector/update-streams.ts";
import { ask, askAsPage, openStream } from "../../support/inspector-client.ts";
import { received } from "./heard.ts";

let server: InspectorServer;
let live: LiveUpdates;
let recorder: Recorder;
let done: unknown[];
let reads: number;

const page = { contentType: "text/html; charset=utf-8", content: Buffer.from("<html>") };

beforeEach(async () => {
  done = [];
  reads = 0;
  recorder = createRecorder();
  const mask = createMask(() => ["the-secret-of-acme"]);
  live = createLiveUpdates({
    recorder,
    mask,
    sources: [{ id: "acme", examples: ["fine"], defaultExample: "fine" }],
    readStores: async () => {
      reads += 1;
      const depths = { events: reads, deadLetters: 0, quarantine: 0, outbox: undefined };
      return { isUp: { queue: true, table: true }, depths };
    },
  });
  const act: Action = async (request) => {
    done.push(request);
    return { ok: true, text: "done, by the-secret-of-acme" };
  };
  server = await startInspectorServer(0);
  server.serve({
    files: new Map([["/", page]]),
    actions: new Map<string, Action>([
      ["/act", act],
      ["/mistake", () => Promise.reject(new UsageError("there is no the-secret-of-acme"))],
      ["/broken", () => Promise.reject(new Error("the inside of the inspector"))],
    ]),
    stream: live.stream,
    writeResponse: mask,
  });
});
afterEach(async () => {
  live.stop();
  await server.stop();
});

const portOf = () => new URL(server.url).port;
const json = { "content-type": "application/json" };

describe("every answer", () => {
  it.each([
    ["GET", "/", 200],
    ["HEAD", "/", 200],
    ["GET", "/nothing", 404],
    ["POST", "/", 403],
    ["DELETE", "/", 405],
    ["GET", "/act", 405],
    ["OPTIONS", "/act", 405],
    ["HEAD", paths.stream, 405],
    ["GET", "/../package.json", 404],
    ["GET", "//", 404],
  ])(
    "to %s %s (%s) forbids what a page does not need, and has no CORS header",
    async (method, path, status) => {
      // A URL would tidy the path up.
      const request = httpRequest(server.url, { method, path, agent: false }).end();
      const [response]: IncomingMessage[] = await once(request, "response");
      response?.resume();
      expect(response?.statusCode).toBe(status);
      expect(response?.headers).toMatchObject({
        "content-security-policy":
          "default-src 'none'; script-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cache-control": "no-store",
      });
      expect(
        Object.keys(response?.headers ?? {}).filter((name) => name.startsWith("access-control")),
      ).toEqual([]);
    },
  );

  it("to another method names those that there are", async () => {
    expect((await ask(`${server.url}/`, "PUT")).headers.allow).toBe("GET, HEAD");
    expect((await ask(`${server.url}/act`, "GET")).headers.allow).toBe("POST");
  });
});

describe("a website in the same browser", () => {
  const evil = "https://evil.example";
  const ours = "http://127.0.0.1:PORT";
  const site = (name: string, dest?: string) => ({
    "sec-fetch-site": name,
    ...(dest && { "sec-fetch-mode": "navigate", "sec-fetch-dest": dest }),
  });
  const type = (name: string) => ({ origin: ours, "content-type": name });
  it.each<readonly [string, string, string, Readonly<Record<string, string>>, number]>([
    ["of a name that was made to point here", "GET", "/", { host: "evil.example" }, 421],
    ["of such a name with our port", "GET", "/", { host: "evil.example:PORT" }, 421],
    ["with our address and another port", "GET", "/", { host: "127.0.0.1:1" }, 421],
    ["with a name that begins as ours", "GET", "/", { host: "127.0.0.1.evil.example:PORT" }, 421],
    [
      "acts by such a name",
      "POST",
      "/act",
      { host: "evil.example:PORT", origin: "http://evil.example:PORT" },
      421,
    ],
    ["acts from its own origin", "POST", "/act", { ...json, origin: evil }, 403],
    [
      "acts from another port of this computer",
      "POST",
      "/act",
      { ...json, origin: "http://127.0.0.1:1" },
      403,
    ],
    ["acts from a sandbox", "POST", "/act", { ...json, origin: "null" }, 403],
    ["acts without an origin", "POST", "/act", json, 403],
    ["acts under our other name", "POST", "/act", { ...json, host: "localhost:PORT", origin: ours }, 403],
    ["acts with another scheme", "POST", "/act", { ...json, origin: "https://127.0.0.1:PORT" }, 403],
    ["acts, and the browser knows", "POST", "/act", { ...json, origin: ours, ...site("cross-site") }, 403],
    ["acts from a sibling", "POST", "/act", { ...json, origin: ours, ...site("same-site") }, 403],
    ["sends a form", "POST", "/act", type("application/x-www-form-urlencoded"), 415],
    ["sends plain text", "POST", "/act", type("text/plain"), 415],
    ["sends no type", "POST", "/act", { origin: ours }, 415],
    ["asks whether it may", "OPTIONS", "/act", { origin: evil, ...site("cross-site") }, 403],
    ["listens", "GET", paths.stream, { origin: evil, ...site("cross-site") }, 403],
    ["listens, and the browser knows", "GET", paths.stream, site("same-site"), 403],
    ["loads the page as a script", "GET", "/", site("cross-site"), 403],
    ["shows the page in a frame", "GET", "/", site("cross-site", "iframe"), 403],
    ["opens the stream in a window", "GET", paths.stream, site("cross-site", "document"), 403],
  ])("%s: is refused", async (_, method, path, headers, status) => {
    const sent = Object.entries(headers).map(([name, value]) => [name, value.replace("PORT", portOf())]);
    const body = method === "POST" ? "{}" : undefined;
    const response = await ask(`${server.url}${path}`, method, Object.fromEntries(sent), body);
    expect(response.status).toBe(status);
    expect(response.body).not.toContain("{");
    expect(done).toEqual([]);
  });

  it("may have a link to the page", async () => {
    for (const path of ["/", "/?from=elsewhere"])
      expect((await ask(`${server.url}${path}`, "GET", site("cross-site", "document"))).status).toBe(200);
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

  it("is answered without credentials, also when it cannot be done", async () => {
    const fine = await askAsPage(server.url, "/act", {});
    expect(JSON.parse(fine.body)).toEqual({ ok: true, text: `done, by ${maskText}` });
    const mistake = await askAsPage(server.url, "/mistake", {});
    expect([mistake.status, JSON.parse(mistake.body)]).toEqual([
      400,
      { ok: false, text: `there is no ${maskText}` },
    ]);
  });

  it("that breaks says nothing of how", async () => {
    const { status, body } = await askAsPage(server.url, "/broken", {});
    expect(status).toBe(500);
    expect(body).not.toContain("inside");
  });

  it("of a body that is no JSON, or too large, is not done", async () => {
    expect((await ask(`${server.url}/act`, "POST", { ...json, origin: server.url }, "{")).status).toBe(400);
    expect(
      (await ask(`${server.url}/act`, "POST", { ...json, origin: server.url }, `"${"x".repeat(100_000)}"`))
        .status,
    ).toBe(413);
    expect(done).toEqual([]);
  });
});

describe("the stream", () => {
  it("begins with the state and goes on with what is new, for every page, without credentials", async () => {
    recorder.receive(received("before"));
    const pages = await Promise.all(Array.from({ length: maxStreams }, () => openStream(server.url)));
    live.tell(recorder.receive({ ...received("the-secret-of-acme"), source: "the-secret-of-acme" }));
    for (const opened of pages) {
      expect(opened.state().deliveries.at(-1)?.id).toBe("before");
      expect(await opened.until(({ news }) => news()[0])).toMatchObject({ id: maskText, source: maskText });
      expect(opened.received()).not.toContain("the-secret");
    }
  });

  it("is not there for more pages than memory has room for, until one closes", async () => {
    const pages = await Promise.all(Array.from({ length: maxStreams }, () => openStream(server.url)));
    expect((await ask(`${server.url}${paths.stream}`, "GET")).status).toBe(503);
    pages[0]?.close();
    await expect
      .poll(() =>
        openStream(server.url).then(
          () => true,
          () => false,
        ),
      )
      .toBe(true);
  });

  it("begins again, with what is there then, for a page that comes back", async () => {
    (await openStream(server.url)).close();
    live.tell(recorder.receive(received("meanwhile")));
    expect((await openStream(server.url)).state().deliveries.map(({ id }) => id)).toEqual(["meanwhile"]);
  });

  it("tells the depths every second while a page is open, and does not read them while none is", async () => {
    live.tell(recorder.receive(received("unseen")));
    expect(reads).toBe(0);
    const opened = await openStream(server.url);
    const before = opened.state().stores?.depths.events ?? 0;
    await opened.until(({ state }) => (state().stores?.depths.events ?? 0) > before);
    opened.close();
    await expect
      .poll(
        async () => {
          const first = reads;
          await sleep(1500);
          return reads - first;
        },
        { timeout: 10_000 },
      )
      .toBe(0);
  });

  it("of a page that reads nothing is cut off, and the others go on", async () => {
    const { hostname, port } = new URL(server.url);
    const asleep = connect(Number(port), hostname);
    asleep.write(`GET ${paths.stream} HTTP/1.1\r\nhost: ${hostname}:${port}\r\n\r\n`);
    asleep.on("error", () => undefined);
    await once(asleep, "readable");
    const opened = await openStream(server.url);
    const body = "●".repeat(16_000);
    for (let index = 0; index < 500; index += 1) {
      const delivery = received(`${index}`);
      live.tell(recorder.receive({ ...delivery, request: { ...delivery.request, body } }));
      if (index % 100 === 99) await opened.until(({ state }) => state().deliveries[0]?.id === `${index}`);
    }
    // It ends although the server goes on.
    for await (const chunk of asleep) expect(chunk.length).toBeGreaterThan(0);
    expect((await ask(server.url, "GET")).status).toBe(200);
  });

  it("ends when the server does, at once", async () => {
    const pages = await Promise.all([openStream(server.url), openStream(server.url)]);
    live.stop();
    live.tell(recorder.receive(received("too late")));
    await server.stop();
    await Promise.all(pages.map(({ ended }) => ended));
  });
});

it("says that the intake is starting until there is something to serve", async () => {
  const early = await startInspectorServer(0);
  expect((await ask(early.url, "GET")).status).toBe(503);
  await early.stop();
});
