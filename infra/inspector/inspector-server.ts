import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { UsageError } from "../command-line/usage-error.ts";
import { close, listen, loopback } from "../local/listen.ts";
import { readBody } from "../local/read-body.ts";
import type { Action } from "./actions/actions.ts";
import type { PageFile } from "./page-files.ts";
import { type ActionResponse, paths } from "./protocol.ts";
import { findFault, securityHeaders } from "./request-guard.ts";

/** What is served, once the intake runs. */
interface Served {
  readonly files: ReadonlyMap<string, PageFile>;
  readonly actions: ReadonlyMap<string, Action>;
  /** Begins a stream of updates. */
  readonly stream: (response: ServerResponse) => Promise<void>;
  /** What an answer says, as JSON without credentials. */
  readonly writeResponse: (response: ActionResponse) => string;
}

export interface InspectorServer {
  readonly url: string;
  /** Until then there is nothing but a 503. */
  readonly serve: (served: Served) => void;
  readonly stop: () => Promise<void>;
}

/** The largest request, in bytes: an action is a few words. */
const largestBody = 16 * 1024;

/** A page is there at once, or it never will be. */
const requestTimeoutMs = 10_000;

/** Loopback only. A taken port is a `UsageError`. */
export async function startInspectorServer(port: number): Promise<InspectorServer> {
  let served: Served | undefined;
  const server: Server = createServer({ requestTimeout: requestTimeoutMs }, (request, response) => {
    respond(request, response, boundPort, served).catch(() => {
      if (response.headersSent) response.destroy();
      else refuse(response, 500, "Something broke; the intake's terminal may say what.");
    });
  });
  const boundPort = await listen(server, port, "inspector");
  return {
    url: `http://${loopback}:${boundPort}`,
    serve(parts) {
      served = parts;
    },
    stop: () => close(server),
  };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  port: number,
  served: Served | undefined,
): Promise<void> {
  for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
  const fault = findFault(request, port);
  if (fault) return refuse(response, fault.status, fault.text);
  if (!served) return refuse(response, 503, "The intake is starting.");
  const [path = "/"] = (request.url ?? "/").split("?");
  const action = served.actions.get(path);
  const file = served.files.get(path);
  if (!action && !file && path !== paths.stream) return refuse(response, 404, "There is nothing here.");
  const methods = action ? ["POST"] : file ? ["GET", "HEAD"] : ["GET"];
  if (!methods.includes(request.method ?? "")) {
    response.setHeader("allow", methods.join(", "));
    return refuse(response, 405, "This is not what this address is for.");
  }
  if (action) return act(request, response, action, served);
  if (file) return void response.writeHead(200, { "content-type": file.contentType }).end(file.content);
  return served.stream(response);
}

async function act(
  request: IncomingMessage,
  response: ServerResponse,
  action: Action,
  { writeResponse }: Served,
): Promise<void> {
  const respond = (status: number, said: ActionResponse) =>
    void response.writeHead(status, { "content-type": "application/json" }).end(writeResponse(said));
  const body = await readBody(request, largestBody);
  if (body === undefined) return refuse(response, 413, "The request is too large.");
  try {
    return respond(200, await action(parse(body)));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return respond(400, { ok: false, text: error.message });
  }
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    throw new UsageError("The request is not JSON.");
  }
}

/** A request that is turned away may not have been read to its end, so its connection ends as well. */
function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8", connection: "close" });
  response.end(`${text}\n`);
}
