import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { vendors } from "../../functions/vendors.ts";
import { createCommand, run } from "../command-line/command.ts";
import { UsageError } from "../command-line/usage-error.ts";
import { writeAllOrNothing } from "../new-source/new-files.ts";
import { addToRegistry, registryPath } from "../new-source/registry.ts";
import { namesIn, pathsOf, writeSkeleton } from "../new-source/skeleton.ts";
import { checkNewId } from "../new-source/source-id.ts";
import { projectDirectory } from "../project.ts";

function describeNextSteps(id: string, written: readonly string[]): string {
  const { source, simulator, contract, example, test } = pathsOf(id);
  return `Written:
${written.map((path) => `  ${path}\n`).join("")}
${id} is served now, and refuses every delivery: nobody has said how its vendor proves itself. Next, with the vendor's page open
(CONTRIBUTING.md, "Add a source in six steps"):

  2. ${example}   the vendor's published examples, one a file
  3. ${source}   how it proves itself, what it says, what makes two deliveries the same
  4. ${simulator}   how it signs and repeats
  5. ${test}   five describes, in place of what is to do there
  6. ${contract}   what its fields mean; then npm run contracts
     docs/sources.md, docs/events.md, CHANGELOG.md   its columns and rows in the tables, and a line

To see where you are: npm run types, then npx vitest run ${test}
To see it served: npm start, then in another terminal npm run send -- ${id}
`;
}

function addSource(id: string): readonly string[] {
  const [known] = vendors;
  const handler = { text: readText(pathsOf(known.id).handler), id: known.id };
  const registry = readText(registryPath);
  checkNewId(id, {
    sources: vendors.map((source) => source.id),
    modules: globSync("*.ts", { cwd: join(projectDirectory, "functions") }).map((name) =>
      name.replace(".ts", ""),
    ),
    code: namesIn([...Object.values(writeSkeleton("__id__", handler, "")), registry].join("\n")),
  });
  const { folder } = pathsOf(id);
  if (existsSync(join(projectDirectory, folder)))
    throw new UsageError(`${folder} exists already: choose another id, or move it away`);
  const today = new Date().toISOString().slice(0, 10);
  const texts = writeSkeleton(id, handler, today);
  writeAllOrNothing(projectDirectory, texts, [registryPath, addToRegistry(registry, id)]);
  return [...Object.keys(texts), registryPath];
}

function readText(path: string): string {
  return readFileSync(join(projectDirectory, path), "utf8");
}

const command = createCommand(
  "new-source",
  "Adds a source that refuses every delivery until you say how its vendor proves itself.",
)
  .argument(
    "<id>",
    "2 to 24 lower-case letters and digits, a letter first: part of paths, resource names, logs and metrics",
  )
  .addHelpText(
    "after",
    `
It writes functions/ID (definition, entry, vendor, an example), its test and its entry in functions/vendors.ts, or nothing
at all. Everything compiles and passes at once. What to do then is in CONTRIBUTING.md, "Add a source in six steps".`,
  )
  .action((id: string) => void process.stdout.write(describeNextSteps(id, addSource(id))));

await run(command);
