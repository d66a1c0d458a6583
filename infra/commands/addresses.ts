import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { createCommand, run } from "../command-line/command.ts";
import { projectDirectory } from "../project.ts";

const entry = v.looseObject({
  name: v.optional(v.string()),
  version: v.optional(v.string()),
  integrity: v.optional(v.string()),
});
const schema = v.looseObject({ packages: v.record(v.string(), entry) });
const path = join(projectDirectory, "package-lock.json");

/** `.npmrc` has npm replace the host by that of the registry in use. */
function writeAddresses(): void {
  const lock: unknown = JSON.parse(readFileSync(path, "utf8"));
  v.assert(schema, lock);
  for (const [folder, { version, ...facts }] of Object.entries(lock.packages)) {
    if (facts.integrity === undefined) continue;
    const name = facts.name ?? folder.split("node_modules/").at(-1) ?? "";
    const resolved = `https://registry.invalid/${name}/-/${name.split("/").at(-1)}-${version}.tgz`;
    // As npm sorts them.
    lock.packages[folder] = { ...(facts.name && { name }), version, resolved, ...facts };
  }
  writeFileSync(path, `${JSON.stringify(lock, undefined, 2)}\n`);
}

const command = createCommand("addresses", "Writes the address of each package into package-lock.json.")
  .addHelpText(
    "after",
    "\nWith it, npm ci need not read the list of the package's versions. npm install removes it.",
  )
  .action(writeAddresses);

await run(command);
