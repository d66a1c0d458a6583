import type { IncomingMessage, ServerResponse } from "node:http";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fetchResult } from "../../../functions/package/result.ts";
import { type FetchResultOptions, followResult, type Timing } from "../../../lib/consumer/fetch-result.ts";
import type { ResultRequest } from "../../../lib/consumer/result-response.ts";
import { resultPath } from "../../../lib/source/result-path.ts";
import { startServer } from "../../support/start-server.ts";

const path = "/idverify/v1/sessions/s-1";
const request = { method: "GET", path, field: "state", complete: ["COMPLETED"], ended: ["EXPIRED"] };
const event = { data: { result: request } };
const authorize = () => ({});

type Reply = (response: ServerResponse, request: IncomingMessage) => void;
const json =
  (body: unknown, status = 200, headers = {}): Reply =>
  (response) =>
    response.writeHead(status, headers).end(typeof body === "string" ? body : JSON.stringify(body));
const ongoing = json({ state: "ONGOING" });
const completed = json({ state: "COMPLETED" });

/** A vendor's API on its own port until the test ends. It repeats the last reply. */
async function startApi(...replies: readonly Reply[]) {
  const requests: IncomingMessage[] = [];
  const baseUrl = await startServer((incoming, response) => {
    const reply = replies[Math.min(requests.length, replies.length - 1)];
    requests.push(incoming);
    reply?.(response, incoming);
  });
  return { baseUrl, requests };
}

type Options = Partial<FetchResultOptions & Timing & ResultRequest>;

/** Follows the replies with a clock that only pauses move. */
async function follow(replies: readonly Reply[], changes: Options = {}) {
  const { baseUrl, requests } = await startApi(...replies);
  const pauses: number[] = [];
  let nowMs = Date.parse("2026-11-21T09:30:00.000Z");
  const timing: Timing = {
    now: () => nowMs,
    random: () => 0.5,
    async pause(ms) {
      pauses.push(ms);
      nowMs += ms;
    },
  };
  const options = { baseUrl, authorize, deadlineMs: 60_000, ...changes };
  const following = followResult({ ...request, ...changes }, options, { ...timing, ...changes });
  return { result: await following.catch((error: unknown) => error), requests, pauses };
}

describe("a result", () => {
  it.each([
    ["complete", { state: "COMPLETED", checks: [] }],
    ["ended", { state: "EXPIRED" }],
  ])("is %s once its field says so", async (state, body) => {
    const { result, requests } = await follow([ongoing, json({}), json([]), json(body)]);
    expect(result).toEqual({ state, body });
    expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual(Array(4).fill(`GET ${path}`));
  });

  it("is found below other fields, and by a number's characters", async () => {
    const nested = { field: "workflow.state", complete: ["1.0"] };
    const reply = json('{"workflow":{"state":1.0},"state":"COMPLETED"}');
    expect((await follow([reply], nested)).result).toMatchObject({ state: "complete" });
  });

  it("keeps every character of its numbers", async () => {
    const text = '{"state":"COMPLETED","score":0.90,"account":12345678901234567890}';
    const { result } = await follow([json(text)]);
    expect(JSON.stringify(result)).toBe(`{"state":"complete","body":${text}}`);
  });

  it("is the last answer that was read if the time ends first, whatever the last attempts met", async () => {
    const { result, requests } = await follow([ongoing, json({ state: "NEARLY" }), json("", 503)]);
    expect(result).toEqual({ state: "pending", body: { state: "NEARLY" } });
    expect(requests.length).toBeGreaterThan(2);
  });
});

describe("authorization", () => {
  it("is asked for each attempt, and sent as it is", async () => {
    let nonce = 0;
    const asked: unknown[] = [];
    const { requests } = await follow([ongoing, completed], {
      async authorize(asking) {
        asked.push(asking);
        nonce += 1;
        return { headers: { "X-Digest": `d-${nonce}` }, query: `b=${nonce}&a=%2F+` };
      },
    });
    expect(asked).toEqual(Array(2).fill({ method: "GET", path }));
    expect(requests.map(({ url, headers }) => [url, headers["x-digest"]])).toEqual([
      [`${path}?b=1&a=%2F+`, "d-1"],
      [`${path}?b=2&a=%2F+`, "d-2"],
    ]);
  });

  it.each([
    ["fails", () => Promise.reject(new Error("no key")), "Error: no key"],
    [
      "has an impossible header",
      () => ({ headers: { "x-key": "a\nb" } }),
      "TypeError: authorize returned a header that no request can have",
    ],
    [
      "has a query that a URL would write anew, so that its signature would not fit",
      () => ({ query: "a=b c" }),
      "TypeError: authorize returned a query that no URL keeps as it is",
    ],
  ])("ends it at once if it %s", async (_, failing, message) => {
    const { result, requests } = await follow([completed], { authorize: failing });
    expect(String(result)).toBe(message);
    expect(requests).toEqual([]);
  });
});

it("does not wait longer than the deadline for an authorization that hangs", async () => {
  const hangs = () => new Promise<never>(() => undefined);
  const { result, requests } = await follow([completed], { authorize: hangs, deadlineMs: 50 });
  expect(result).toMatchObject({ code: "unavailable", message: "authorize did not answer in time" });
  expect(requests).toEqual([]);
});

describe("a pause", () => {
  it("is random below a limit that doubles up to half a minute", async () => {
    const replies = [...Array<Reply>(8).fill(ongoing), completed];
    const { pauses } = await follow(replies, { deadlineMs: 200_000 });
    expect(pauses).toEqual([250, 500, 1000, 2000, 4000, 8000, 15_000, 15_000]);
    expect((await follow(replies, { random: () => 0 })).pauses).toEqual(Array(8).fill(0));
  });

  it.each([
    ["seconds", "7", 7000],
    ["a date", "Sat, 21 Nov 2026 09:30:09 GMT", 9000],
    ["a date in another form", "21 Nov 2026 09:30:09 +0000", 9000],
    ["less than the pause", "0", 250],
    ["a date that is over", "Sat, 21 Nov 2026 09:29:00 GMT", 250],
    ["neither", "soon", 250],
  ])("is not shorter than Retry-After says: %s", async (_, value, ms) => {
    for (const status of [200, 429, 503]) {
      const { pauses } = await follow([json({}, status, { "retry-after": value }), completed]);
      expect(pauses).toEqual([ms]);
    }
  });

  it("is not begun if the time ends in it", async () => {
    const busy = json("", 429, { "retry-after": "60" });
    const { result, pauses, requests } = await follow([busy]);
    expect(result).toMatchObject({ code: "unavailable", status: 429 });
    expect([pauses, requests.length]).toEqual([[], 1]);
    const sooner = json("", 429, { "retry-after": "59" });
    expect((await follow([sooner, completed])).result).toMatchObject({ state: "complete" });
  });
});

describe("a response", () => {
  const broken: Reply = (response) => {
    response.writeHead(200, { "content-length": "100" }).write('{"state"');
    response.socket?.end();
  };
  it.each([
    ...[408, 425, 429, 500, 503, 599].map(
      (status) => [`with status ${status}`, json("Anna", status)] as const,
    ),
    ["that breaks off", broken] as const,
  ])("%s is worth another attempt", async (_, reply) => {
    const { result, requests } = await follow([reply, completed]);
    expect(result).toMatchObject({ state: "complete" });
    expect(requests).toHaveLength(2);
  });

  it.each([300, 302, 304, 400, 401, 403, 404, 410, 499])("with status %i ends it at once", async (status) => {
    const { result, requests } = await follow([
      json(status === 304 ? "" : "Anna", status, { location: "/x" }),
    ]);
    expect(result).toMatchObject({ name: "ResultError", code: "refused", status });
    expect(String(result)).toBe(`ResultError: the vendor's API responded ${status}`);
    expect(requests).toHaveLength(1);
  });

  it.each([
    ["no JSON", json('{"state":"COMPLETED","name":"Anna'), "the response: invalid_json"],
    ["empty", json("", 204), "the response: invalid_json"],
    ["too large", json(`"${"x".repeat(10 * 1024 * 1024)}"`), "the response has more than 10485760 bytes"],
  ])("that is %s ends it at once, and nothing of it is told", async (_, reply, message) => {
    const { result, requests } = await follow([reply]);
    expect(result).toMatchObject({ code: "unreadable", message });
    expect(result).not.toHaveProperty("cause");
    expect(requests).toHaveLength(1);
  });

  it("may have ten megabytes", async () => {
    const text = `{"state":"COMPLETED"}`.padEnd(10 * 1024 * 1024);
    expect((await follow([json(text)])).result).toMatchObject({ state: "complete" });
  });
});

const silence: Reply = () => undefined;

const trickle: Reply = (response) => response.writeHead(200).write('{"state":');
it.each([
  ["without a response", silence],
  ["whose body trickles in", trickle],
])("the end of the time ends an attempt %s, even if the clock stands still", async (_, reply) => {
  const { result, pauses } = await follow([reply], { deadlineMs: 50 });
  expect(result).toMatchObject({ code: "unavailable", status: undefined, cause: { name: "TimeoutError" } });
  expect(pauses).toEqual([]);
});

it.each(["before", "in an attempt", "in a pause"])("an abort %s ends it with its reason", async (when) => {
  const abort = new AbortController();
  const stop = () => abort.abort(new RangeError("shutting down"));
  if (when === "before") stop();
  const pause: Timing["pause"] = async (_, signal) => {
    if (when === "in a pause") stop();
    expect(signal.aborted).toBe(true);
  };
  const reply = when === "in an attempt" ? stop : ongoing;
  const { result, requests } = await follow([reply], { signal: abort.signal, pause });
  expect(result).toEqual(new RangeError("shutting down"));
  expect(requests).toHaveLength(when === "before" ? 0 : 1);
});

describe("the address", () => {
  const kept: URL[] = [];
  const visit = (baseUrl: string, visited: string) => {
    kept.length = 0;
    const fetch = async (url: URL) => {
      kept.push(url);
      return Response.json({ state: "COMPLETED" });
    };
    const result = { ...request, path: visited };
    return fetchResult({ data: { result } }, { baseUrl, authorize, deadlineMs: 60_000, fetch });
  };

  it.each([
    ["https://api.yoti.com", `https://api.yoti.com${path}`],
    ["https://api.yoti.com/", `https://api.yoti.com${path}`],
    ["https://api.yoti.com/sandbox/", `https://api.yoti.com/sandbox${path}`],
    ["https://user:secret@api.yoti.com/sandbox?a#b", `https://api.yoti.com/sandbox${path}`],
  ])("of %s is %s", async (baseUrl, address) => {
    await visit(baseUrl, path);
    expect(kept.map(String)).toEqual([address]);
  });

  const bases = fc.constantFrom("https://api.yoti.com", "https://api.yoti.com:8443/sandbox/");
  const ids = fc.string({ unit: "binary" });

  it("has every path that a source makes", async () => {
    await fc.assert(
      fc.asyncProperty(bases, ids, async (baseUrl, id) => {
        const made = resultPath`/v2/${id}/executions/${id}`;
        fc.pre(made !== undefined);
        await visit(baseUrl, made);
        expect(kept.map(({ pathname }) => pathname.endsWith(made))).toEqual([true]);
      }),
    );
  });

  const odd = fc.array(
    fc.constantFrom("/", "\\", "..", "@", ":", "?", "#", "%2e", "\t", "evil.example", "[", "a"),
  );

  it("is never another host's, another folder's, or another path", async () => {
    await fc.assert(
      fc.asyncProperty(bases, odd, async (baseUrl, parts) => {
        const visited = `/${parts.join("")}`;
        const error = await visit(baseUrl, visited).catch((thrown: unknown) => thrown);
        const base = baseUrl.replace(/\/$/, "");
        if (kept.length > 0) expect(kept.map(String)).toEqual([`${base}${visited}`]);
        else expect(error).toMatchObject({ code: "invalid_path" });
      }),
      { numRuns: 1000, examples: [["https://api.yoti.com", ["/", "evil.example"]]] },
    );
  });

  it.each([
    "//evil.example/x",
    "/\\evil.example",
    "/..",
    "/a?b",
    "//[",
    "@evil.example/",
    "https://evil.example/",
  ])("is refused for the path %s", async (visited) => {
    await expect(visit("https://api.yoti.com", visited)).rejects.toMatchObject({
      code: "invalid_path",
      message: "the event's path leads away from baseUrl",
    });
    expect(kept).toEqual([]);
  });
});

describe("fetchResult", () => {
  it("says so if the event announces no result", async () => {
    const options = { baseUrl: "https://api.yoti.com", authorize, deadlineMs: 1000 };
    expect(await fetchResult({ data: { result: null } }, options)).toEqual({ state: "none" });
  });

  it("follows an event's result with the computer's own clock", async () => {
    const { baseUrl, requests } = await startApi(ongoing, completed);
    const result = await fetchResult(event, { baseUrl, authorize, deadlineMs: 60_000 });
    expect(result).toEqual({ state: "complete", body: { state: "COMPLETED" } });
    expect(requests).toHaveLength(2);
  });

  it("ends its pause at an abort", async () => {
    const abort = new AbortController();
    const later: Reply = (response, incoming) => {
      json("", 503, { "retry-after": "3600" })(response, incoming);
      setImmediate(() => abort.abort(new RangeError("shutting down")));
    };
    const { baseUrl } = await startApi(later);
    const options = { baseUrl, authorize, deadlineMs: 4_000_000, signal: abort.signal };
    await expect(fetchResult(event, options)).rejects.toThrow("shutting down");
  });
});
