import { UsageError } from "../command-line/usage-error.ts";

/** From the project's folder. */
export const registryPath = "functions/vendors.ts";

const maxLine = 110;
const list = /export const vendors = \[([^\]]*)\] as const satisfies readonly Vendor\[\];/;
const imports = /^import \{ \w+ \} from "\.\/\w+\/vendor\.ts";$/gm;

/**
 * The text of `functions/vendors.ts` with another source in it, formatted as the linter wants it.
 * @throws UsageError if the file does not look as it did when this was written.
 */
export function addToRegistry(text: string, id: string): string {
  const ids = list
    .exec(text)?.[1]
    ?.split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "");
  const known = text.match(imports);
  if (!ids || !known || known.length !== ids.length)
    throw new UsageError(
      `${registryPath} does not list its sources as expected: undo what was changed there`,
    );
  const added = [...known, `import { ${id} } from "./${id}/vendor.ts";`].toSorted(byPath);
  return text.replace(known.join("\n"), added.join("\n")).replace(list, writeList([...ids, id]));
}

function byPath(one: string, other: string): number {
  const pathOf = (line: string) => line.slice(line.indexOf('"'));
  return pathOf(one) < pathOf(other) ? -1 : 1;
}

function writeList(ids: readonly string[]): string {
  const write = (items: string) => `export const vendors = [${items}] as const satisfies readonly Vendor[];`;
  const line = write(ids.join(", "));
  return line.length <= maxLine ? line : write(`\n${ids.map((id) => `  ${id},\n`).join("")}`);
}
