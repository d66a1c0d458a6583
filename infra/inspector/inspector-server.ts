import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { UsageError } from "../command-line/usage-error.ts";
import { close, listen, loopback } from "../local/listen.ts";
import { readBody } from "../local/read-body.ts";
import type { Action } from "./actions/actions.ts";
import type { PageFile } from "./page-files.ts";
import { type ActionResponse, paths } from "./protocol.ts";
import { findFault, securityHeaders } from "./request-guard.ts";

interface Served {
  readonly files: ReadonlyMap<string, PageFile>;
  readonly actions: ReadonlyMap<string, Action>;
  readonly stream: (response: ServerResponse) => Promise<void>;
  /** Writes JSON without credentials. */
  readonly writeResponse: (response: ActionResponse) => string;
}

export interface InspectorServer {
  readonly url: string;
  /** Called once the intake runs. Before, every response is a 503. */
  readonly serve: (served: Served) => void;
  readonly stop: () => Promise<void>;
}

const maxBodyBytes = 16 * 1024;
const requestTimeoutMs = 10_000;

/** Loopback only. A taken port is a `UsageError`. */
export async function startInspectorServer(port: number): Promise<InspectorServer> {
  let served: Served | undefined;
  const server = createServer({ requestTimeout: requestTimeoutMs }, (request, response) => {
    respond(request, response, boundPort, served).catch(() => {
      if (response.headersSent) response.destroy();
      else refuse(response, 500, "The inspector failed. Look at the intake's terminal.");
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
    return refuse(response, 405, "This address has other methods.");
  }
  if (action) return act(request, response, action, served);
  if (!file) return served.stream(response);
  response.writeHead(200, { "content-type": file.contentType }).end(file.content);
}

async function act(
  request: IncomingMessage,
  response: ServerResponse,
  action: Action,
  { writeResponse }: Served,
): Promise<void> {
  const body = await readBody(request, maxBodyBytes);
  if (body === undefined) return refuse(response, 413, "The request is too large.");
  const { status, ...said } = await runAction(action, body);
  response.writeHead(status, { "content-type": "application/json" }).end(writeResponse(said));
}

async function runAction(
  action: Action,
  body: Buffer,
): Promise<ActionResponse & { readonly status: number }> {
  try {
    return { status: 200, ...(await action(parse(body))) };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { status: 400, ok: false, text: error.message };
  }
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    throw new UsageError("The request is not JSON.");
  }
}

/** The server may not have read the request to its end, so the connection closes. */
function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8", connection: "close" });
  response.end(`${text}\n`);
}
