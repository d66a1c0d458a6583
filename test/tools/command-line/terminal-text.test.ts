import fc from "fast-check";
import { expect, it } from "vitest";
import { terminalText } from "../../../infra/command-line/terminal-text.ts";

it.each([
  ["ESC", "\u001b[2J", "\\u001b[2J"],
  ["BEL", "a\u0007", "a\\u0007"],
  ["CR LF", "a\r\nb", "a\\u000d\\u000ab"],
  ["NUL and DEL", "\u0000\u007f", "\\u0000\\u007f"],
  ["CSI of C1", "\u009b31m", "\\u009b31m"],
  ["NEL of C1", "a\u0085b", "a\\u0085b"],
  ["the override to the left", "\u202egpj.exe", "\\u202egpj.exe"],
  ["an isolate", "\u2066a\u2069", "\\u2066a\\u2069"],
  ["marks of direction", "\u061c\u200e\u200f", "\\u061c\\u200e\\u200f"],
  ["line and paragraph separators", "\u2028\u2029", "\\u2028\\u2029"],
  ["a byte order mark", "\ufeffa", "\\ufeffa"],
])("escapes %s", (_, text, escaped) => {
  expect(terminalText(text)).toBe(escaped);
});

it.each(["", "a b-c_1", "é 漢字 🙂 عربي", "\\u001b"])("leaves %j as it is", (text) => {
  expect(terminalText(text)).toBe(text);
});

it("keeps JSON what it was", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(JSON.parse(terminalText(JSON.stringify(text)))).toBe(text);
    }),
    { numRuns: 1000 },
  );
});
