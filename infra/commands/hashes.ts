import { hash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { bundleFunction, functionNames } from "../bundling/bundle.ts";
import { createCommand, run } from "../command-line/command.ts";

function linesOf(name: string): string[] {
  const { directory } = bundleFunction(name);
  const files = readdirSync(directory).sort();
  return files.map((file) => `${hash("sha256", readFileSync(join(directory, file)))}  ${name}/${file}\n`);
}

const command = createCommand("hashes", "Prints the SHA-256 of every file that the functions deploy.")
  .addHelpText("after", "\nsha256sum --check compares these lines with deployed code (docs/operating.md).")
  .action(() => {
    process.stdout.write(functionNames().flatMap(linesOf).join(""));
  });

await run(command);
