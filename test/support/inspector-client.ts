import { EventEmitter, once } from "node:events";
import { request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders } from "node:http";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";
import { initialState, type PageState, reduce } from "../../infra/inspector/page/page-state.ts";
import {
  type ActionResponse,
  type DeliveryView,
  paths,
  type Update,
} from "../../infra/inspector/protocol.ts";

/** The inspector's page, without a browser. */
export interface InspectorClient {
  readonly state: () => PageState;
  /** Deliveries since the page was opened, oldest first. */
  readonly news: () => readonly DeliveryView[];
  /** Resolves with the first truthy result. Looks again after each update. */
  readonly until: <Result>(look: (page: InspectorClient) => Result) => Promise<Truthy<Result>>;
  readonly act: (path: string, request: object) => Promise<ActionResponse>;
  readonly received: () => string;
  /** Resolves when the server ends the stream. */
  readonly ended: Promise<unknown>;
  readonly close: () => void;
}

type Truthy<Value> = Exclude<Value, undefined | false | 0 | "">;

interface HttpResponse {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** One request, with exactly these headers besides `Host`. */
export async function ask(
  url: string,
  method: string,
  headers: OutgoingHttpHeaders = {},
  body?: string,
): Promise<HttpResponse> {
  const request = httpRequest(url, { method, headers, agent: false });
  request.end(body);
  const [response]: IncomingMessage[] = await once(request, "response");
  if (!response) throw new Error("there was no answer");
  return { status: response.statusCode ?? 0, headers: response.headers, body: await text(response) };
}

/** Sends as the page's own script does. */
export function askAsPage(url: string, path: string, body: unknown): Promise<HttpResponse> {
  const headers = { origin: url, "sec-fetch-site": "same-origin", "content-type": "application/json" };
  return ask(`${url}${path}`, "POST", headers, JSON.stringify(body));
}

/** Resolves with its first state. The test's end closes it. */
export async function openStream(url: string): Promise<InspectorClient> {
  const request = httpRequest(`${url}${paths.stream}`, { agent: false }).end();
  const [response]: IncomingMessage[] = await once(request, "response");
  if (response?.statusCode !== 200) throw new Error(`the stream was answered ${response?.statusCode}`);
  const updates = new EventEmitter();
  const chunks: string[] = [];
  let known: ReadonlySet<string> | undefined;
  let state = initialState;
  let rest = "";
  response.setEncoding("utf8").on("data", (chunk: string) => {
    chunks.push(chunk);
    const frames = (rest + chunk).split("\n\n");
    rest = frames.pop() ?? "";
    for (const frame of frames) {
      const update: Update = JSON.parse(frame.slice("data: ".length));
      state = reduce(state, update);
      known ??= new Set(state.deliveries.map(({ id }) => id));
      updates.emit("update");
    }
  });
  const close = () => {
    request.destroy();
  };
  onTestFinished(close);
  const ended = new Promise((resolve) => response.once("close", resolve));
  request.on("error", () => undefined);
  response.on("error", () => undefined);
  while (!known) await once(updates, "update");
  const page: InspectorClient = {
    state: () => state,
    news: () => state.deliveries.filter(({ id }) => !known?.has(id)).toReversed(),
    async until(look) {
      for (;;) {
        const result = look(page);
        if (isTruthy(result)) return result;
        await once(updates, "update");
      }
    },
    async act(path, body) {
      const { body: said } = await askAsPage(url, path, body);
      chunks.push(said);
      return JSON.parse(said);
    },
    received: () => chunks.join(""),
    ended,
    close,
  };
  return page;
}

function isTruthy<Value>(value: Value): value is Truthy<Value> {
  return Boolean(value);
}
