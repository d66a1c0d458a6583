import { hash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { bundleFunction, functionNames } from "../bundling/bundle.ts";
import { readCommandLine, runCommand } from "../command-line/command.ts";

const help = `npm run -s hashes   prints the SHA-256 of every file that the functions deploy

The lines are those of sha256sum, which compares them with code that was deployed: docs/operating.md says how.

  --help            this text
`;

/** One line of `sha256sum` for each file of a function's bundle. */
function linesOf(name: string): string[] {
  const { directory } = bundleFunction(name);
  const files = readdirSync(directory).sort();
  return files.map((file) => `${hash("sha256", readFileSync(join(directory, file)))}  ${name}/${file}\n`);
}

await runCommand(async () => {
  const { values } = readCommandLine({ help: { type: "boolean" } }, false);
  process.stdout.write(values.help ? help : functionNames().flatMap(linesOf).join(""));
});
