import { once } from "node:events";
import { request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders } from "node:http";
import { text } from "node:stream/consumers";
import { initialState, reduce } from "../../infra/inspector/page/page-state.ts";
import { type ActionResponse, type Changes, paths } from "../../infra/inspector/protocol.ts";

/** The inspector's page, without a browser. */
export type InspectorClient = Awaited<ReturnType<typeof openPage>>;

type Truthy<Value> = Exclude<Value, undefined | false | 0 | "">;

/** One request, with exactly these headers besides `Host`. */
export async function ask(url: string, method: string, headers: OutgoingHttpHeaders = {}, body?: string) {
  const request = httpRequest(url, { method, headers, agent: false });
  request.end(body);
  const [response]: IncomingMessage[] = await once(request, "response");
  if (!response) throw new Error("there was no answer");
  return { status: response.statusCode ?? 0, headers: response.headers, body: await text(response) };
}

/** Sends as the page's own script does. */
export function askAsPage(url: string, path: string, body: unknown) {
  const headers = { origin: url, "sec-fetch-site": "same-origin", "content-type": "application/json" };
  return ask(`${url}${path}`, "POST", headers, JSON.stringify(body));
}

/** Resolves with its first state. */
export async function openPage(url: string) {
  const received: string[] = [];
  let state = initialState;
  let after = 0;
  const post = async (path: string, request: object) => {
    const { body } = await askAsPage(url, path, request);
    received.push(body);
    return JSON.parse(body);
  };
  const follow = async () => {
    const changes: Changes = await post(paths.changes, { after });
    state = reduce(state, { type: "changes", isAll: after === 0, changes });
    after = changes.version;
  };
  await follow();
  const known = new Set(state.deliveries.map(({ id }) => id));
  return {
    state: () => state,
    /** Deliveries since the page was opened, oldest first. */
    news: () => state.deliveries.filter(({ id }) => !known.has(id)).toReversed(),
    /** Resolves with the first truthy result. Looks again after each update. */
    async until<Result>(look: () => Result): Promise<Truthy<Result>> {
      for (;;) {
        const result = look();
        if (isTruthy(result)) return result;
        await follow();
      }
    },
    act: (path: string, request: object): Promise<ActionResponse> => post(path, request),
    received: () => received.join(""),
  };
}

function isTruthy<Value>(value: Value): value is Truthy<Value> {
  return Boolean(value);
}
