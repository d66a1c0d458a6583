import { describe, expect, it } from "vitest";
import { commandsOf, isScript } from "./commands.ts";
import { withHelp } from "./entry.ts";
import { readDocument } from "./markdown.ts";
import { findHindrances } from "./running/hindrances.ts";
import { shapeOf } from "./shape.ts";
import { splitScript } from "./shell.ts";

const textsOf = (script: string) => splitScript(script).map(({ text }) => text);

describe("a script", () => {
  it.each([
    ["a; b && c\nd", ["a", "b", "c", "d"]],
    ["a \\\n  b", ["a  b"]],
    ["a | b || c", ["a | b || c"]],
    [`a 'x; y' "z && z"`, [`a 'x; y' "z && z"`]],
    ["A=$(b; c) && d", ["A=$(b; c)", "d"]],
    [`a "$(b "c; d")"; e`, [`a "$(b "c; d")"`, "e"]],
    ["(a; b)\nc", ["(a; b)", "c"]],
    ["a 'it''s' \\; b", ["a 'it''s' \\; b"]],
    ["cat <<'END' > file\na; b\nEND\nc", ["cat <<'END' > file\na; b\nEND", "c"]],
    ["# nothing\n\na#b", ["a#b"]],
    [`a "b # c"`, [`a "b # c"`]],
  ])("is split where a shell begins a command: %j", (script, texts) => {
    expect(textsOf(script)).toEqual(texts);
  });

  it("gives its comments to the commands before them", () => {
    expect(splitScript("a  # one\nb;c # two")).toEqual([
      { text: "a", comment: "one" },
      { text: "b", comment: "" },
      { text: "c", comment: "two" },
    ]);
  });
});

const document = readDocument(
  "a.md",
  `# Title

With an account, \`npm start\` and \`npm\`.

## First

\`\`\`sh
npm test   # or \`npx tsc\`
\`\`\`

Wrapped: \`npm run
send\`.

## Second

\`\`\`
$ jq . a.json \\
    b.json
{}
$ cat a
one
two
\`\`\`

\`\`\`json
{ "not": "# a heading" }
\`\`\`
`,
);

describe("a document", () => {
  it("has the commands of its scripts and of its prose, with what they print", () => {
    const commands = commandsOf(document).map(({ text, shown, isProse }) => [text, shown, isProse]);
    expect(commands).toEqual([
      ["npm test", undefined, false],
      ["jq . a.json  b.json", "{}\n", false],
      ["cat a", "one\ntwo\n", false],
      ["npm start", undefined, true],
      ["npm run send", undefined, true],
      ["npx tsc", undefined, true],
    ]);
  });

  it("says of each what its section and its beginning say, and nothing of other sections", () => {
    const [test, jq] = commandsOf(document);
    expect(test?.context).toMatch(/With an account.*Wrapped/s);
    expect(jq?.context).toMatch(/With an account.*not/s);
    expect(jq?.context).not.toContain("Wrapped");
  });

  it("shows other things in its other blocks", () => {
    expect(document.blocks.filter((block) => !isScript(block)).map(({ language }) => language)).toEqual([
      "json",
    ]);
  });
});

describe("the shape of what is printed", () => {
  it("is the same for other ids, digests, times and ports", () => {
    const one = "2026-11-21T10:02:38.630Z ea2f9f2d8772 http://127.0.0.1:8080/yoti";
    const other = "2027-01-01T00:00:00Z 0123456789ab http://127.0.0.1:41/yoti\n";
    expect(shapeOf(one)).toBe(shapeOf(other));
    expect(shapeOf(one)).not.toBe(shapeOf(other.replace("yoti", "thales")));
  });

  it("is the same for other values of JSON of the same kind, also in texts of it", () => {
    const shape = shapeOf(`{"a": [1, 2], "b": "{\\"c\\":true}"}`);
    expect(shape).toEqual(shapeOf(`{"b": "{\\"c\\":false}", "a": [3]}`));
    for (const other of [
      `{"a": [1]}`,
      `{"a": ["1"], "b": "{\\"c\\":true}"}`,
      `{"a": [1], "b": "{\\"d\\":true}"}`,
    ])
      expect(shapeOf(other)).not.toEqual(shape);
  });
});

describe("a command that cannot be run for want of a tool", () => {
  it("hinders those that need its file or variable", () => {
    const commands = [
      "A=$(jq .a x.json)",
      "aws b --c file://d.json > e.json",
      'f "$A"',
      "cat e.json",
      "B=c aws g",
    ];
    expect(findHindrances(commands, ["jq"])).toEqual([
      "jq is not installed",
      undefined,
      "jq is not installed",
      undefined,
      undefined,
    ]);
    expect(findHindrances(commands, ["aws"])).toEqual([
      undefined,
      "aws is not installed",
      undefined,
      "aws is not installed",
      "aws is not installed",
    ]);
  });
});

it("asks for the help of a command with the flags that it had", () => {
  expect(withHelp("npm run load")).toBe("npm run load -- --help");
  expect(withHelp("npm run load -- --seconds 60")).toBe("npm run load -- --seconds 60 --help");
});
