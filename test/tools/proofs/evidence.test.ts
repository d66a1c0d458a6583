import { expect, it } from "vitest";
import { replaceSection } from "../../proofs/kit/evidence.ts";

const document = "# Evidence\n<!-- load -->\nold\n<!-- /load -->\n<!-- bench -->\nkept\n<!-- /bench -->\n";

it("replaces the section of its name, and nothing else", () => {
  const expected = document.split("old").join("new $& text");
  expect(replaceSection(document, "load", "new $& text")).toBe(expected);
});

it("fails without a section of that name", () => {
  expect(() => replaceSection(document, "chaos", "new")).toThrow(/no section chaos/);
});
