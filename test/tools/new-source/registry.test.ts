import { describe, expect, it } from "vitest";
import { addToRegistry } from "../../../infra/new-source/registry.ts";

/** A list of sources as the linter formats it, with something around it. */
function registryOf(imported: readonly string[], list: string): string {
  const lines = imported.map((id) => `import { ${id} } from "./${id}/source.ts";`).join("\n");
  return `import type { Source } from "../lib/source.ts";\n${lines}\n\n/** All. */\nexport const sources = [${list}] as const satisfies readonly Source[];\n\nexport type SourceId = 1;\n`;
}

const lineOfList = (text: string) => text.split("\n").find((line) => line.startsWith("export const sources"));

describe("addToRegistry", () => {
  it("puts the import in its order, the source at the end, and changes nothing else", () => {
    expect(addToRegistry(registryOf(["alpha", "gamma"], "gamma, alpha"), "beta")).toBe(
      registryOf(["alpha", "beta", "gamma"], "gamma, alpha, beta"),
    );
  });

  it.each([["aaaa"], ["zzzz"], ["alpha2"]])("keeps the imports sorted for %s", (id) => {
    const added = addToRegistry(registryOf(["alpha", "gamma"], "alpha, gamma"), id);
    const paths = [...added.matchAll(/"\.\/(\w+)\/source\.ts"/g)].map(([, name]) => name);
    expect(paths).toEqual(["alpha", "gamma", id].sort());
  });

  it("breaks a line of more than 110 characters, as the linter does, and reads the broken one", () => {
    const [first, second] = ["a".repeat(20), "b".repeat(15)];
    const two = registryOf([first, second], `${first}, ${second}`);
    // 100 characters with those two, and two more for the comma and the space.
    expect(lineOfList(addToRegistry(two, "c".repeat(8)))).toHaveLength(110);
    expect(lineOfList(addToRegistry(two, "c".repeat(9)))).toBe("export const sources = [");
    const broken = addToRegistry(addToRegistry(two, "c".repeat(24)), "dddd");
    expect(broken).toContain(
      `sources = [\n  ${first},\n  ${second},\n  ${"c".repeat(24)},\n  dddd,\n] as const satisfies readonly Source[];`,
    );
  });

  it.each([
    ["no list", "export const nothing = [];\n"],
    ["an import too few", registryOf(["alpha"], "alpha, gamma")],
    ["a source too few", registryOf(["alpha", "gamma"], "alpha")],
    [
      "a list that is not checked",
      registryOf(["alpha"], "alpha").replace(" satisfies readonly Source[]", ""),
    ],
  ])("throws at %s, in one line", (_, text) => {
    expect(() => addToRegistry(text, "beta")).toThrow(/^functions\/sources\.ts does not list .*$/);
  });
});
