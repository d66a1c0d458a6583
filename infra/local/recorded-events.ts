import { X509Certificate } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { projectDirectory } from "../project.ts";
import { UsageError } from "./command-line/usage-error.ts";

/** Events as API Gateway hands them over, and in `secrets.json` what they are checked against, by source. */
const eventsDirectory = join(projectDirectory, "test", "events");
const secretsFile = "secrets.json";

const secretsSchema = v.record(v.string(), v.record(v.string(), v.string()));
const boundEvent = v.object({
  requestContext: v.object({
    authentication: v.object({ clientCert: v.object({ clientCertPem: v.string() }) }),
  }),
});

export type RecordedSecrets = v.InferOutput<typeof secretsSchema>;

export function readRecordedSecrets(): RecordedSecrets {
  return v.parse(secretsSchema, readJson(secretsFile));
}

/** SHA-256 of the client certificate that the recorded events show, for the pins of sources bound to one. */
export function recordedClientFingerprint(): string {
  const names = readdirSync(eventsDirectory).filter((name) => name.endsWith(".json"));
  const bound = names.map(readJson).find((event) => v.is(boundEvent, event));
  const { authentication } = v.parse(boundEvent, bound).requestContext;
  return new X509Certificate(authentication.clientCert.clientCertPem).fingerprint256;
}

function readJson(name: string): unknown {
  const path = join(eventsDirectory, name);
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    throw new UsageError(`${path} is missing or not JSON`);
  }
}
