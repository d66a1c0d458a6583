/** Runs a bundle's handler, one event at a time. Imports only Node's modules: the bundle brings the rest. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const { LAMBDA_TASK_ROOT = "", _HANDLER = "" } = process.env;

/** Resolves once the parent has the message. */
function tell(message: { readonly result?: unknown; readonly errorType?: string }): Promise<unknown> {
  return new Promise((resolve) => process.send?.(message, resolve));
}

/** Names only the type: a message may quote personal data. */
function tellError(error: unknown): Promise<unknown> {
  return tell({ errorType: error instanceof Error ? error.name : "Error" });
}

async function loadHandler() {
  const [file = "", name = ""] = _HANDLER.split(".");
  const module = await import(pathToFileURL(join(LAMBDA_TASK_ROOT, `${file}.mjs`)).href);
  const handler: unknown = module[name];
  if (typeof handler !== "function") throw new TypeError(`${_HANDLER} is no function`);
  return async (event: unknown, context: object): Promise<unknown> => handler(event, context);
}

// Ctrl-C reaches the process group. The parent ends this process.
process.on("SIGINT", () => undefined);
process.on("disconnect", () => process.exit(0));

const handler = await loadHandler().catch(async (error: unknown) => {
  await tellError(error);
  throw error;
});
process.on("message", ({ event, deadlineMs }: { readonly event: unknown; readonly deadlineMs: number }) => {
  const context = { getRemainingTimeInMillis: () => deadlineMs - Date.now() };
  handler(event, context).then((result) => tell({ result: result ?? null }), tellError);
});
await tell({});
