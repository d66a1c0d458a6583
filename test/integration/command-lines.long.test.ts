import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { listen } from "../../infra/local/listen.ts";
import { runToEnd } from "../support/command.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const directory = temporaryDirectory();

function write(folder: string, name: string, text: string): string {
  mkdirSync(join(directory, folder), { recursive: true });
  writeFileSync(join(directory, folder, name), text);
  return join(directory, folder);
}

const broken = write("broken", "endpoints.json", "{ broken");
const claimed = write("claimed", "running.pid", String(process.pid));
const withoutKey = join(
  write("keys", "secret.json", '{"token":"0123456789abcdef0123456789abcdef"}'),
  "secret.json",
);
const shortKey = join(write("keys", "short", "short"), "short");

const here = ["--directory", directory, "--mutual-tls-port", "0", "--aws-port", "0"];
const away = ["--to", "http://127.0.0.1:1"];
const forCase = ["--reference", "case-4711", "--expires", "30d"];
const isNoCount = "is invalid\\. It has to be a whole number from";
const times = "^option '--times <n>' argument";

describe("a command", () => {
  it.each([
    ["start", ["--port", "TAKEN", ...here], "^port \\d+ \\(HTTP\\) is taken: .*--help"],
    ["start", ["--port", "0", "--inspector-port", "TAKEN", ...here], "^port \\d+ \\(inspector\\) is taken: "],
    ["start", ["--colour", "red"], "^unknown option '--colour' \\(see --help\\)$"],
    ["start", ["--port", "http"], `^option '--port <n>' argument 'http' ${isNoCount} 0 to 65535\\.`],
    ["start", ["--directory", claimed], "is used by a running intake \\(process \\d+\\): .*--directory$"],
    ["send", [], "^missing required argument 'source' \\(see --help\\)$"],
    [
      "send",
      ["acme", ...away, "--credentials", withoutKey],
      '^there is no vendor "acme": choose one of thales, ',
    ],
    [
      "send",
      ["yoti", "nope", ...away, "--credentials", withoutKey],
      '^yoti has no example "nope": choose one of',
    ],
    ["send", ["yoti", "session-completion", "x"], "^too many arguments\\. .*--help"],
    ["send", ["yoti", "--directory", "nowhere"], "endpoints\\.json is missing: .*npm start"],
    ["send", ["yoti", "--directory", broken], "endpoints\\.json is not as the intake wrote it: "],
    ["send", ["yoti", ...away], "--credentials"],
    ["send", ["yoti", ...away, "--credentials", "nowhere.json"], "^nowhere\\.json is missing"],
    ["send", ["thales", "--cert", "x"], "go with --to$"],
    ["send", ["yoti", "--times", "-1"], `${times} '-1' ${isNoCount} 1 to 1000\\. `],
    ["send", ["yoti", "--times"], `${times} missing \\(see --help\\)$`],
    ["mint", ["yoti", "--directory", "nowhere", ...forCase], "endpoints\\.json is missing: .*npm start"],
    ["mint", ["yoti", "--expires", "30d"], "^required option '--reference <text>' not specified"],
    ["mint", ["yoti", "--reference", "r", "--expires", "0d"], "'0d' is invalid\\. It has to be like"],
    ["mint", ["yoti", ...forCase, "--key-file", withoutKey], '"sessionKey"'],
    ["mint", ["yoti", ...forCase, "--key-file", shortKey], "^sessionKey has to be a text of 32 bytes"],
    [
      "replay",
      ["--since", "soon"],
      "^option '--since <time>' argument 'soon' is invalid\\. It has to be like ",
    ],
    [
      "replay",
      ["--directory", "a", "--outputs", "b.json"],
      "^option '--outputs <file>' cannot be used with option",
    ],
    ["contracts", ["--chek"], "^unknown option '--chek' \\(see --help\\)$"],
    ["new-source", ["yoti"], "^functions/yoti exists already: choose another id$"],
  ])("%s tells a person about %j in one line and exits with 1", async (name, args, line) => {
    const occupant = createServer();
    onTestFinished(() => {
      occupant.close();
    });
    const taken = String(await listen(occupant, 0, "an occupant"));
    const given = args.map((arg) => (arg === "TAKEN" ? taken : arg));
    const { code, stderr } = await runToEnd(`infra/commands/${name}.ts`, given);
    expect(code).toBe(1);
    expect(stderr).toMatch(new RegExp(line, "m"));
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  });

  it.each(["start", "send", "mint", "replay", "contracts", "new-source"])(
    "%s explains itself with --help",
    async (name) => {
      const { code, stdout } = await runToEnd(`infra/commands/${name}.ts`, ["--help"]);
      expect(code).toBe(0);
      expect(stdout).toMatch(new RegExp(`^Usage: npm (run )?${name} `));
    },
  );
});
