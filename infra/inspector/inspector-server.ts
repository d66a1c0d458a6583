import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { UsageError } from "../command-line/usage-error.ts";
import { close, listen, loopback } from "../local/listen.ts";
import { readBody } from "../local/read-body.ts";
import type { Action } from "./actions.ts";
import type { Mask } from "./masking.ts";
import type { PageFile } from "./page-files.ts";

interface Served {
  readonly files: ReadonlyMap<string, PageFile>;
  readonly actions: ReadonlyMap<string, Action>;
  readonly mask: Mask;
}

export type InspectorServer = Awaited<ReturnType<typeof startInspectorServer>>;

export const defaultPort = 8090;
const maxBodyBytes = 16 * 1024;
const requestTimeoutMs = 10_000;

/** Loopback only. A taken port is a `UsageError`. */
export async function startInspectorServer(port: number) {
  let served: Served | undefined;
  const server = createServer({ requestTimeout: requestTimeoutMs }, (request, response) => {
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
    const fault = faultOf(request, boundPort);
    if (fault) return refuse(response, ...fault);
    if (!served) return refuse(response, 503, "The intake is starting.");
    respond(request, response, served).catch(() => {
      if (response.headersSent) response.destroy();
      else refuse(response, 500, "The inspector failed. Look at the intake's terminal.");
    });
  });
  const boundPort = await listen(server, port, "inspector");
  return {
    url: `http://${loopback}:${boundPort}`,
    /** Called once the intake runs. Before, every response is a 503. */
    serve(parts: Served): void {
      served = parts;
    },
    stop: () => close(server),
  };
}

async function respond(request: IncomingMessage, response: ServerResponse, served: Served) {
  const { method = "", url = "/" } = request;
  const [path = "/"] = url.split("?");
  const action = method === "POST" && served.actions.get(path);
  if (action) return act(request, response, action, served.mask);
  const file = ["GET", "HEAD"].includes(method) && served.files.get(path);
  if (file) response.writeHead(200, { "content-type": file.contentType }).end(file.content);
  else refuse(response, 404, "There is nothing here.");
}

async function act(request: IncomingMessage, response: ServerResponse, action: Action, mask: Mask) {
  const body = await readBody(request, maxBodyBytes);
  if (body === undefined) return refuse(response, 413, "The request is too large.");
  const answer = (status: number, said: object) =>
    response.writeHead(status, { "content-type": "application/json" }).end(mask(said));
  try {
    answer(200, await action(JSON.parse(body.toString("utf8"))));
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof SyntaxError)) throw error;
    answer(400, { ok: false, text: error.message });
  }
}

/** The server may not have read the request to its end, so the connection closes. */
function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8", connection: "close" });
  response.end(`${text}\n`);
}

/**
 * Every website in the same browser can send requests to this computer. No website can change what these checks read:
 * - `Host` is this server's own. After DNS rebinding it still holds the website's name (RFC 9110, section 7.2).
 * - `Origin` is this server's own. Browsers send it with every POST (https://fetch.spec.whatwg.org/#origin-header).
 * - `Sec-Fetch-Site` is the same origin. Another port is only the same site (https://www.w3.org/TR/fetch-metadata/).
 * - `application/json` needs CORS from another origin (https://fetch.spec.whatwg.org/#cors-safelisted-request-header).
 *
 * A GET reads the page's own files only. They hold no data.
 */
function faultOf({ method, headers }: IncomingMessage, port: number): readonly [number, string] | undefined {
  const { host = "", origin, "sec-fetch-site": site = "same-origin", "content-type": type = "" } = headers;
  if (![`${loopback}:${port}`, `localhost:${port}`].includes(host))
    return [421, "The inspector answers to its own address only."];
  if (method !== "POST") return undefined;
  if (origin !== `http://${host}` || site !== "same-origin")
    return [403, "The inspector answers to its own page only."];
  return /^application\/json\s*(;|$)/i.test(type) ? undefined : [415, "Send application/json."];
}

const securityHeaders = {
  "content-security-policy": [
    "default-src 'none'",
    "script-src 'self'",
    // No text of a vendor becomes markup, whatever the page's script does with it.
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cache-control": "no-store",
} as const;
