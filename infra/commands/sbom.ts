import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { bundleFunction, functionNames } from "../bundling/bundle.ts";
import { createCommand, run } from "../command-line/command.ts";
import { projectDirectory } from "../project.ts";

const component = v.looseObject({ "bom-ref": v.string() });
const properties = v.array(v.looseObject({ name: v.string() }));
const bom = v.looseObject({
  metadata: v.looseObject({ component }),
  components: v.array(v.looseObject({ ...component.entries, scope: v.string(), properties })),
  dependencies: v.array(v.looseObject({ ref: v.string(), dependsOn: v.array(v.string()) })),
});

/** `--omit dev` also drops shared dependencies. */
function listEverything(): v.InferOutput<typeof bom> {
  const args = ["sbom", "--sbom-format", "cyclonedx", "--package-lock-only"];
  const text = execFileSync("npm", args, { cwd: projectDirectory, encoding: "utf8", maxBuffer: 2 ** 26 });
  return v.parse(bom, JSON.parse(text));
}

const manifest = v.pipe(v.string(), v.parseJson(), v.object({ name: v.string(), version: v.string() }));

/** `name@version` of every bundled package, as npm's bill refers to it. */
function findBundled(): ReadonlySet<string> {
  const outputs = functionNames().flatMap((name) => Object.values(bundleFunction(name).metafile.outputs));
  const modules = outputs.flatMap(({ inputs }) => Object.keys(inputs));
  const folders = modules.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []);
  const refs = [...new Set(folders)].map((folder) => {
    const text = readFileSync(join(projectDirectory, folder, "package.json"), "utf8");
    const { name, version } = v.parse(manifest, text);
    return `${name}@${version}`;
  });
  return new Set(refs);
}

const isOther = ({ name }: { readonly name: string }) => name !== "cdx:npm:package:development";

function listShipped(): v.InferOutput<typeof bom> {
  const everything = listEverything();
  const root = everything.metadata.component["bom-ref"];
  // npm takes the folder's name as the project's.
  everything.metadata.component.name = root.slice(0, root.lastIndexOf("@"));
  const bundled = findBundled();
  const shipped = everything.components.filter(({ "bom-ref": ref, scope, properties }) => {
    // Optional components are only peers.
    const isRuntime = scope === "required" && properties.every(isOther);
    return isRuntime || bundled.has(ref);
  });
  const refs = new Set([root, ...shipped.map((component) => component["bom-ref"])]);
  return {
    ...everything,
    // The lock file's addresses have no host.
    components: shipped.map(({ properties, externalReferences: _, ...rest }) => ({
      ...rest,
      properties: properties.filter(isOther),
    })),
    dependencies: everything.dependencies
      .filter(({ ref }) => refs.has(ref))
      .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((other) => refs.has(other)) })),
  };
}

const command = createCommand("sbom", "Prints a bill of materials of what ships, as CycloneDX JSON.")
  .addHelpText("after", "\nThe package's dependencies, and every package of which a bundle holds code.")
  .action(() => {
    process.stdout.write(`${JSON.stringify(listShipped(), undefined, 2)}\n`);
  });

await run(command);
