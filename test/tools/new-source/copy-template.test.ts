import { globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { copyTemplate } from "../../../infra/new-source/copy-template.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const copy = (checkout: string, id: string) => copyTemplate(checkout, id, "2026-11-21");
const filesIn = (checkout: string) => globSync("**/*.{ts,json}", { cwd: checkout }).sort();

describe("copyTemplate", () => {
  it("writes the files of a vendor, with its id and the day", () => {
    const checkout = temporaryDirectory();
    const written = copy(checkout, "acme");
    expect(written).toEqual([
      "functions/acme/examples/updated.json",
      "functions/acme/handler.ts",
      "functions/acme/simulator.ts",
      "functions/acme/vendor.ts",
      "test/vendors/acme.test.ts",
    ]);
    expect(filesIn(checkout)).toEqual(written);
    const texts = written.map((path) => readFileSync(join(checkout, path), "utf8"));
    expect(texts.filter((text) => text.includes("__"))).toEqual([]);
    expect(texts.join("")).toContain('read: "2026-11-21"');
  });

  it.each(["ab", "onfido", "id4", "a".repeat(24)])("takes the id %s", (id) => {
    expect(copy(temporaryDirectory(), id)).toHaveLength(5);
  });

  it.each([
    ["", /^"" is no id/],
    ["Acme", /^"Acme" is no id: take 2 to 24 lower-case letters and digits, a letter first$/],
    ["ac-me", /is no id/],
    ["../acme", /is no id/],
    ["acme\n", /is no id/],
    ["1acme", /is no id/],
    ["a".repeat(25), /is no id/],
    ["acmé", /is no id/],
    ["switch", /^"switch" is a word of the code/],
  ])("refuses the id %j in one line, and writes nothing", (id, line) => {
    const checkout = temporaryDirectory();
    expect(() => copy(checkout, id)).toThrow(line);
    expect(filesIn(checkout)).toEqual([]);
  });

  it.each(["functions/acme/notes.md", "functions/acme.ts", "test/vendors/acme.test.ts"])(
    "leaves %s alone",
    (path) => {
      const checkout = temporaryDirectory();
      mkdirSync(dirname(join(checkout, path)), { recursive: true });
      writeFileSync(join(checkout, path), "mine");
      expect(() => copy(checkout, "acme")).toThrow(/^\S*acme\S* exists already: choose another id$/);
      expect(readFileSync(join(checkout, path), "utf8")).toBe("mine");
      expect(filesIn(checkout)).toHaveLength(path.endsWith(".ts") ? 1 : 0);
    },
  );
});
