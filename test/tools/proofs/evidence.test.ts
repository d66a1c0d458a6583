import { expect, it } from "vitest";
import { replaceSection } from "../../../infra/command-line/evidence.ts";

const document = "# Evidence\n<!-- chaos -->\nold\n<!-- /chaos -->\n<!-- bench -->\nkept\n<!-- /bench -->\n";

it("replaces the section of its name, and nothing else", () => {
  const expected = document.split("old").join("new $& text");
  expect(replaceSection(document, "chaos", "new $& text")).toBe(expected);
});

it("fails without a section of that name", () => {
  expect(() => replaceSection(document, "fuzz", "new")).toThrow(/no section fuzz/);
});
