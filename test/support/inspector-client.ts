import { EventEmitter, once } from "node:events";
import { request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders } from "node:http";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";
import {
  type ActionResponse,
  type DeliveryView,
  type InspectorState,
  paths,
  type Update,
} from "../../infra/inspector/protocol.ts";

/** The inspector's page as far as its server can tell. */
export interface InspectorClient {
  /** As the page would show it at this moment. */
  readonly state: () => InspectorState;
  /** Those that were not there when the page was opened, the oldest first. */
  readonly news: () => readonly DeliveryView[];
  /** Resolves with the first truthy result, which it looks for again with each update. */
  readonly until: <Result>(look: (page: InspectorClient) => Result) => Promise<Truthy<Result>>;
  readonly act: (path: string, request: object) => Promise<ActionResponse>;
  /** Every byte that the server sent to it. */
  readonly received: () => string;
  /** Resolves when the server ends the stream. */
  readonly ended: Promise<unknown>;
  readonly close: () => void;
}

type Truthy<Value> = Exclude<Value, undefined | false | 0 | "">;

export interface HttpResponse {
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

/** What the page's own script sends. */
export function askAsPage(url: string, path: string, body: unknown): Promise<HttpResponse> {
  const headers = { origin: url, "sec-fetch-site": "same-origin", "content-type": "application/json" };
  return ask(`${url}${path}`, "POST", headers, JSON.stringify(body));
}

/** Opens a page; it is closed when the test is over. Resolves when it has its first state. */
export async function openStream(url: string): Promise<InspectorClient> {
  const request = httpRequest(`${url}${paths.stream}`, { agent: false }).end();
  const [response]: IncomingMessage[] = await once(request, "response");
  if (response?.statusCode !== 200) throw new Error(`the stream was answered ${response?.statusCode}`);
  const updates = new EventEmitter();
  updates.setMaxListeners(0);
  const chunks: string[] = [];
  let rest = "";
  let state: InspectorState | undefined;
  const known = new Set<string>();
  response.setEncoding("utf8").on("data", (chunk) => {
    chunks.push(chunk);
    const frames = `${rest}${chunk}`.split("\n\n");
    rest = frames.pop() ?? "";
    for (const frame of frames) {
      if (!frame.startsWith("data: ")) continue;
      const update: Update = JSON.parse(frame.slice("data: ".length));
      if (update.type === "state") for (const { id } of update.state.deliveries) known.add(id);
      state = apply(update, state);
      updates.emit("update");
    }
  });
  const current = () => {
    if (!state) throw new Error("the page has no state yet");
    return state;
  };
  const close = () => void request.destroy();
  onTestFinished(close);
  const ended = new Promise((resolve) => response.once("close", resolve));
  request.on("error", () => undefined);
  response.on("error", () => undefined);
  while (!state) await once(updates, "update");
  const page: InspectorClient = {
    state: current,
    news: () => current().deliveries.filter(({ id }) => !known.has(id)),
    async until(look) {
      for (;;) {
        const result = look(page);
        if (isTruthy(result)) return result;
        await once(updates, "update");
      }
    },
    async act(path, body) {
      const response = await askAsPage(url, path, body);
      chunks.push(response.body);
      return JSON.parse(response.body);
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

function apply(update: Update, state: InspectorState | undefined): InspectorState {
  if (update.type === "state") return update.state;
  if (!state) throw new Error("the first update has to be the state");
  switch (update.type) {
    case "depths":
      return { ...state, depths: update.depths };
    case "services":
      return { ...state, services: update.services };
    case "delivery": {
      const at = state.deliveries.findIndex(({ id }) => id === update.delivery.id);
      const deliveries = [...state.deliveries];
      deliveries.splice(at < 0 ? deliveries.length : at, at < 0 ? 0 : 1, update.delivery);
      return { ...state, deliveries };
    }
  }
}
