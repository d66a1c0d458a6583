/**
 * Lambda's runtime in one environment: loads a bundle and asks the Runtime API for events
 * (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html). Imports only Node's modules, because the bundle brings the
 * rest. Ends with the Runtime API.
 */
import { once } from "node:events";
import { Agent, request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";

const { AWS_LAMBDA_RUNTIME_API, LAMBDA_TASK_ROOT = "", _HANDLER = "" } = process.env;
const agent = new Agent({ keepAlive: true });

async function call(method: "GET" | "POST", path: string, body = "", headers: OutgoingHttpHeaders = {}) {
  const url = `http://${AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/${path}`;
  const request = httpRequest(url, { agent, method, headers }).end(body);
  const [response]: IncomingMessage[] = await once(request, "response");
  return { headers: response?.headers ?? {}, body: response ? await text(response) : "" };
}

/** Names only the type: a message may quote personal data. */
function reportError(path: string, error: unknown) {
  const errorType = error instanceof Error ? error.name : "Error";
  const body = JSON.stringify({ errorType, errorMessage: "", stackTrace: [] });
  return call("POST", path, body, { "lambda-runtime-function-error-type": errorType });
}

async function loadHandler() {
  const [file = "", name = ""] = _HANDLER.split(".");
  const module = await import(pathToFileURL(join(LAMBDA_TASK_ROOT, `${file}.mjs`)).href);
  const handler: unknown = module[name];
  if (typeof handler !== "function") throw new TypeError(`${_HANDLER} is no function`);
  return (event: unknown, context: object): unknown => handler(event, context);
}

async function serveOne(handler: Awaited<ReturnType<typeof loadHandler>>): Promise<void> {
  const { headers, body } = await call("GET", "invocation/next");
  const id = headers["lambda-runtime-aws-request-id"];
  const deadlineMs = Number(headers["lambda-runtime-deadline-ms"]);
  let result: string;
  try {
    const context = { getRemainingTimeInMillis: () => deadlineMs - Date.now() };
    result = JSON.stringify((await handler(JSON.parse(body), context)) ?? null);
  } catch (error) {
    await reportError(`invocation/${id}/error`, error);
    return;
  }
  await call("POST", `invocation/${id}/response`, result);
}

// Ctrl-C reaches the process group. The parent ends this process.
process.on("SIGINT", () => undefined);

const handler = await loadHandler().catch(async (error: unknown) => {
  await reportError("init/error", error);
  throw error;
});
try {
  for (;;) await serveOne(handler);
} catch {
  process.exit(0);
}
