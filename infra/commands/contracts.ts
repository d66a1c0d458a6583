import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { parseJson } from "../../lib/json/json.ts";
import { createCommand, run } from "../command-line/command.ts";
import { breakingChanges } from "../contracts/compatibility.ts";
import { writeContracts } from "../contracts/contract-files.ts";
import { objectOf } from "../contracts/json-schema.ts";
import { projectDirectory } from "../project.ts";

type Contract = ReturnType<typeof readContracts>[number];

function readContracts(directory: string) {
  return [...writeContracts()].map(([name, text]) => {
    const path = join(directory, name);
    return { name, text, published: existsSync(path) ? readFileSync(path, "utf8") : undefined };
  });
}

function breaksOf({ name, text, published }: Contract): string[] {
  if (published === undefined || name === "event.schema.json") return [];
  return breakingChanges(readSchema(published), readSchema(text)).map((change) => `${name}: ${change}\n`);
}

function readSchema(text: string) {
  const reading = parseJson(Buffer.from(text));
  return objectOf(reading.ok ? reading.value : undefined);
}

/** Files of types that no longer exist. */
function findForgotten(directory: string, contracts: readonly Contract[]): string[] {
  const current = contracts.map(({ name }) => name);
  return globSync("*.schema.json", { cwd: directory }).filter((name) => !current.includes(name));
}

function findFault(directory: string, contracts: readonly Contract[], check: boolean): string | undefined {
  const breaks = contracts.flatMap(breaksOf).join("");
  if (breaks)
    return `${breaks}This breaks consumers: give the type a new version (docs/contracts/README.md).`;
  const forgotten = findForgotten(directory, contracts).join(", ");
  if (forgotten)
    return `${forgotten}: no such type is in functions/vendors.ts; delete the file once no queue can hold such an event.`;
  const stale = contracts.filter(({ text, published }) => text !== published).map(({ name }) => name);
  if (!check || stale.length === 0) return undefined;
  return `${stale.join(", ")} in ${relative(process.cwd(), directory)}: not current. Run: npm run contracts`;
}

function write(directory: string, contracts: readonly Contract[]): void {
  mkdirSync(directory, { recursive: true });
  for (const { name, text, published } of contracts) {
    if (text !== published) writeFileSync(join(directory, name), text);
    process.stdout.write(`${text === published ? "unchanged" : "written  "}  ${name}\n`);
  }
}

function publish({ check = false, ...options }: { readonly check?: boolean; readonly directory: string }) {
  const directory = resolve(options.directory);
  const contracts = readContracts(directory);
  const fault = findFault(directory, contracts, check);
  if (fault) {
    process.stderr.write(`${fault}\n`);
    process.exitCode = 1;
  } else if (!check) write(directory, contracts);
}

const command = createCommand("contracts", "Writes the published contracts out of the code's own schemas.")
  .option("--check", "writes nothing; exit code 1 if a file is not as the code has it")
  .option("--directory <path>", "where they are", join(projectDirectory, "docs", "contracts"))
  .addHelpText(
    "after",
    `
JSON Schema for each type of event. It refuses to change a type under its consumers: docs/contracts/README.md says what may
be added, and what makes a new version.`,
  )
  .action(publish);

await run(command);
