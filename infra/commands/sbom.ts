import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { bundleFunction, functionNames } from "../bundling/bundle.ts";
import { createCommand, run } from "../command-line/command.ts";
import { projectDirectory } from "../project.ts";

const component = v.looseObject({
  "bom-ref": v.string(),
  name: v.string(),
  version: v.string(),
  scope: v.string(),
  properties: v.array(v.looseObject({ name: v.string() })),
});
const bom = v.looseObject({
  metadata: v.looseObject({ component: v.looseObject({ "bom-ref": v.string() }) }),
  components: v.array(component),
  dependencies: v.array(v.looseObject({ ref: v.string(), dependsOn: v.array(v.string()) })),
});
type Component = v.InferOutput<typeof component>;

/** `--omit dev` also drops shared dependencies. */
function listEverything(): v.InferOutput<typeof bom> {
  const args = ["sbom", "--sbom-format", "cyclonedx", "--package-lock-only"];
  const text = execFileSync("npm", args, { cwd: projectDirectory, encoding: "utf8", maxBuffer: 2 ** 26 });
  return v.parse(bom, JSON.parse(text));
}

/** `name@version` of every bundled package. */
function findBundled(): ReadonlySet<string> {
  const outputs = functionNames().flatMap((name) => Object.values(bundleFunction(name).metafile.outputs));
  const modules = outputs.flatMap(({ inputs }) => Object.keys(inputs));
  const folders = modules.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []);
  return new Set([...new Set(folders)].map(identify));
}

const manifest = v.pipe(v.string(), v.parseJson(), v.object({ name: v.string(), version: v.string() }));

function identify(folder: string): string {
  const text = readFileSync(join(projectDirectory, folder, "package.json"), "utf8");
  const { name, version } = v.parse(manifest, text);
  return `${name}@${version}`;
}

const forDevelopment = "cdx:npm:package:development";

const isOther = ({ name }: { readonly name: string }) => name !== forDevelopment;

/** Optional components are only peers. */
function isRuntime({ properties, scope }: Component): boolean {
  return scope === "required" && properties.every(isOther);
}

function listShipped(): v.InferOutput<typeof bom> {
  const everything = listEverything();
  const bundled = findBundled();
  const components = everything.components
    .filter((component) => isRuntime(component) || bundled.has(`${component.name}@${component.version}`))
    .map(({ properties, ...rest }) => ({ ...rest, properties: properties.filter(isOther) }));
  const root = everything.metadata.component["bom-ref"];
  const refs = new Set([root, ...components.map((component) => component["bom-ref"])]);
  const dependencies = everything.dependencies
    .filter(({ ref }) => refs.has(ref))
    .map(({ dependsOn, ...rest }) => ({ ...rest, dependsOn: dependsOn.filter((ref) => refs.has(ref)) }));
  // npm takes the folder's name as the project's.
  everything.metadata.component.name = root.slice(0, root.lastIndexOf("@"));
  return { ...everything, components, dependencies };
}

const command = createCommand("sbom", "Prints a bill of materials of what ships, as CycloneDX JSON.")
  .addHelpText("after", "\nThe package's dependencies, and every package of which a bundle holds code.")
  .action(() => {
    process.stdout.write(`${JSON.stringify(listShipped(), undefined, 2)}\n`);
  });

await run(command);
