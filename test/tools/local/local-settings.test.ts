import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { vendors } from "../../../functions/vendors.ts";
import { readLocalSettings } from "../../../infra/local/stack/local-settings.ts";
import { projectDirectory } from "../../../infra/project.ts";

const trust = {
  truststore: join(projectDirectory, "infra", "example-truststore.pem"),
  clientFingerprint: "ab".repeat(32),
};

const dev = { sources: { acme: {} }, retainData: false, logRetentionDays: 1 };
const withAcme = JSON.stringify({ context: { stages: { dev } } });

it("are the stage dev of cdk.json, with a domain for mutual TLS", () => {
  const settings = readLocalSettings(readFileSync(join(projectDirectory, "cdk.json"), "utf8"), "dev", trust);
  expect(settings.domains?.mutualTls?.truststore).toBe(trust.truststore);
  expect(Object.keys(settings.sources).sort()).toEqual(vendors.map(({ id }) => id).sort());
});

it.each([
  ["text that is not JSON", '{\n  "context": {\n  broken\n}', /^cdk\.json cannot be read: .*JSON/],
  ["a source of no vendor", withAcme, /^cdk\.json, stage "dev": sources\.acme: is no vendor's name/],
])("say in one line what is wrong with cdk.json: %s", (_, text, line) => {
  const read = () => readLocalSettings(text, "dev", trust);
  expect(read).toThrow(line);
  expect(read).not.toThrow(/\n/);
});
