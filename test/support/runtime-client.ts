/**
 * The process of one execution environment: loads a bundle as Lambda's Node runtime does and asks the Runtime API for
 * events. It imports nothing but Node, so that everything the function uses comes from its bundle.
 */
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const { AWS_LAMBDA_RUNTIME_API, LAMBDA_TASK_ROOT = "", _HANDLER = "" } = process.env;
const base = `http://${AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime`;

/** Without the first line's text and the stack: what failed is named by its type alone, as in `Runtime.Error`. */
async function report(path: string, error: unknown): Promise<void> {
  const errorType = error instanceof Error ? error.name : "Error";
  await fetch(`${base}/${path}`, {
    method: "POST",
    headers: { "lambda-runtime-function-error-type": `Function.${errorType}` },
    body: JSON.stringify({ errorType, errorMessage: "", stackTrace: [] }),
  });
}

type Handler = (event: unknown, context: object) => Promise<unknown>;

async function loadHandler(): Promise<Handler> {
  const [file = "", name = ""] = _HANDLER.split(".");
  const module = await import(pathToFileURL(join(LAMBDA_TASK_ROOT, `${file}.mjs`)).href);
  const handler = module[name];
  if (typeof handler !== "function") throw new TypeError(`${_HANDLER} is no function`);
  return handler;
}

async function serveOne(handler: Handler): Promise<void> {
  const next = await fetch(`${base}/invocation/next`);
  const id = next.headers.get("lambda-runtime-aws-request-id");
  const deadlineMs = Number(next.headers.get("lambda-runtime-deadline-ms"));
  const event: unknown = await next.json();
  try {
    const context = { getRemainingTimeInMillis: () => deadlineMs - Date.now() };
    const body = JSON.stringify(await handler(event, context));
    await fetch(`${base}/invocation/${id}/response`, { method: "POST", body });
  } catch (error) {
    await report(`invocation/${id}/error`, error);
  }
}

try {
  const handler = await loadHandler();
  for (;;) await serveOne(handler);
} catch (error) {
  // The Runtime API is gone, and so is the test; or the bundle did not load.
  await report("init/error", error).catch(() => undefined);
}
