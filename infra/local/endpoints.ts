import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { UsageError } from "./listen.ts";

const text = v.string();
const schema = v.object({
  http: text,
  mutualTls: text,
  aws: text,
  region: text,
  queueUrl: text,
  deadLetterQueueUrl: text,
  quarantineQueueUrl: text,
  tableName: text,
  /** Paths, from the project's folder. */
  certificates: v.object({ ca: text, client: text, clientKey: text }),
  /** What each vendor holds, by source. */
  secrets: v.record(text, v.record(text, text)),
});

/** Everything a tool needs to drive the running intake from outside, as `.local/endpoints.json` has it. */
export type Endpoints = v.InferOutput<typeof schema>;

export const endpointsFileName = "endpoints.json";

export function readEndpoints(directory: string): Endpoints {
  const path = join(directory, endpointsFileName);
  try {
    return v.parse(schema, JSON.parse(readFileSync(path, "utf8")));
  } catch {
    throw new UsageError(`${path} is missing or not readable: start the intake first, with npm start`);
  }
}
