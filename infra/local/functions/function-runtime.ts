/**
 * The process of one Lambda execution environment: loads a bundle and takes one event at a time from its parent.
 * It goes when its parent goes, and leaves Ctrl-C, which reaches the whole process group, to the parent.
 */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as v from "valibot";

const variables = v.parse(v.object({ LAMBDA_TASK_ROOT: v.string(), _HANDLER: v.string() }), process.env);
const messageSchema = v.object({ event: v.unknown(), endsAtMs: v.number() });
const moduleSchema = (name: string) => v.object({ [name]: v.function() });

process.on("disconnect", () => process.exit(0));
process.on("SIGINT", () => undefined);

const [file = "", name = ""] = variables._HANDLER.split(".");
const module: unknown = await import(pathToFileURL(join(variables.LAMBDA_TASK_ROOT, `${file}.mjs`)).href);
const handler = v.parse(moduleSchema(name), module)[name];

process.on("message", async (message: unknown) => {
  const { event, endsAtMs } = v.parse(messageSchema, message);
  const context = { getRemainingTimeInMillis: () => endsAtMs - Date.now() };
  try {
    process.send?.({ result: await handler?.(event, context) });
  } catch (error) {
    process.send?.({ error: error instanceof Error ? error.name : "Error" });
  }
});
process.send?.({ ready: true });
