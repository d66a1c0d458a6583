import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { UsageError } from "../command-line/usage-error.ts";

const text = v.string();
const queues = { queueUrl: text, deadLetterQueueUrl: text };
const schema = v.object({
  http: text,
  mutualTls: text,
  /** Only if the intake got a TLS port, as that of the acceptance suite. */
  tls: v.optional(text),
  aws: text,
  inspector: v.optional(text),
  region: text,
  /** Of the first consumer by id. */
  ...queues,
  /** By id, sorted. */
  consumers: v.record(text, v.object(queues)),
  quarantineQueueUrl: text,
  tableName: text,
  /** By id. `vendor` is a folder of `functions`. */
  sources: v.record(
    text,
    v.object({ vendor: text, url: text, secretId: v.optional(text), functionName: text }),
  ),
  relayFunction: text,
  /** Paths, from the project's folder. */
  certificates: v.object({ ca: text, client: text, clientKey: text }),
  secrets: v.record(text, v.record(text, text)),
});

/** `endpoints.json` of a running local intake. */
export type Endpoints = v.InferOutput<typeof schema>;

/** Whose queues these are. Undefined if one is no consumer's. */
export function consumersOf(
  queueUrls: readonly string[],
  { consumers }: Pick<Endpoints, "consumers">,
): string[] | undefined {
  const found = Object.entries(consumers).filter(([, { queueUrl }]) => queueUrls.includes(queueUrl));
  return found.length === queueUrls.length ? found.map(([id]) => id) : undefined;
}

export const endpointsFile = "endpoints.json";

export function readEndpoints(directory: string): Endpoints {
  const path = join(directory, endpointsFile);
  if (!existsSync(path))
    throw new UsageError(
      `${path} is missing: start the intake first, with npm start, or start it again if it was deleted`,
    );
  try {
    return v.parse(schema, JSON.parse(readFileSync(path, "utf8")));
  } catch {
    throw new UsageError(`${path} is not as the intake wrote it: stop the intake and start it again`);
  }
}
