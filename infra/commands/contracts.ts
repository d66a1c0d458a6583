import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { parseJson } from "../../lib/json/json.ts";
import { createCommand, run } from "../command-line/command.ts";
import { breakingChanges } from "../contracts/compatibility.ts";
import { writeContracts } from "../contracts/contract-files.ts";
import { objectOf } from "../contracts/json-schema.ts";
import { projectDirectory } from "../project.ts";

interface Comparison {
  readonly name: string;
  readonly text: string;
  readonly isCurrent: boolean;
  /** What breaks for consumers of the type. */
  readonly breaks: readonly string[];
}

function compare(directory: string, name: string, text: string): Comparison {
  const before = readText(join(directory, name));
  const isType = name.endsWith(".schema.json") && name !== "event.schema.json";
  const breaks = isType && before !== undefined ? breakingChanges(readSchema(before), readSchema(text)) : [];
  return { name, text, isCurrent: before === text, breaks };
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function readSchema(text: string) {
  const reading = parseJson(Buffer.from(text));
  return objectOf(reading.ok ? reading.value : undefined);
}

/** Files of types that no longer exist. */
function findForgotten(directory: string, names: readonly string[]): string[] {
  const files = existsSync(directory) ? readdirSync(directory) : [];
  return files.filter((name) => name.endsWith(".schema.json") && !names.includes(name));
}

function complain(lines: readonly string[]): void {
  process.stderr.write(lines.map((line) => `${line}\n`).join(""));
  process.exitCode = 1;
}

function write(directory: string, comparisons: readonly Comparison[]): void {
  mkdirSync(directory, { recursive: true });
  for (const { name, text, isCurrent } of comparisons) {
    if (!isCurrent) writeFileSync(join(directory, name), text);
    process.stdout.write(`${isCurrent ? "unchanged" : "written  "}  ${name}\n`);
  }
}

function publish(options: { readonly check?: boolean; readonly directory: string }): void {
  const directory = resolve(options.directory);
  const files = writeContracts();
  const comparisons = [...files].map(([name, text]) => compare(directory, name, text));
  const broken = comparisons.flatMap(({ name, breaks }) => breaks.map((change) => `${name}: ${change}`));
  const forgotten = findForgotten(directory, [...files.keys()]);
  const stale = comparisons.filter(({ isCurrent }) => !isCurrent).map(({ name }) => name);
  if (broken.length > 0)
    complain([...broken, "This breaks consumers: give the type a new version (docs/contracts/README.md)."]);
  else if (forgotten.length > 0)
    complain([
      `${forgotten.join(", ")}: no such type is in functions/vendors.ts; delete the file once no queue can hold such an event.`,
    ]);
  else if (!options.check) write(directory, comparisons);
  else if (stale.length > 0)
    complain([
      `${stale.join(", ")} in ${relative(process.cwd(), directory)}: not current. Run: npm run contracts`,
    ]);
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
