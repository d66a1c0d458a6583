import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { close, listen } from "../../infra/local/listen.ts";
import { runToEnd } from "../support/command.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const directory = temporaryDirectory();
for (const [name, text] of Object.entries({
  "broken/endpoints.json": "{ broken",
  "claimed/running.pid": String(process.pid),
  "keys/secret.json": '{"token":"0123456789abcdef0123456789abcdef"}',
  "keys/short": "short",
})) {
  mkdirSync(join(directory, name, ".."), { recursive: true });
  writeFileSync(join(directory, name), text);
}
const occupant = createServer();
const taken = await listen(occupant, 0, "an occupant");
afterAll(() => close(occupant));

const onAnyPorts = "--mutual-tls-port 0 --aws-port 0 --directory DIR";
const away = "--to http://127.0.0.1:1";
const toAway = `${away} --credentials DIR/keys/secret.json`;
const forCase = "--reference case-4711 --expires 30d";

async function run(line: string) {
  const [name, ...args] = line.replace("DIR", directory).split(" ");
  const { code, stdout, stderr } = await runToEnd(`infra/commands/${name}.ts`, args);
  return { code, stdout, lines: stderr.trimEnd().split("\n") };
}

describe("a command", () => {
  it.each([
    [`start --port ${taken} ${onAnyPorts}`, /^port \d+ \(HTTP\) is taken: .*--help/],
    [`start --port 0 --inspector-port ${taken} ${onAnyPorts}`, /^port \d+ \(inspector\) is taken: /],
    ["start --colour red", /^unknown option '--colour' \(see --help\)$/],
    ["start --port http", /^option '--port <n>' argument 'http' is invalid\. It .* number from 0 to 65535\./],
    ["start --directory DIR/claimed", /is used by a running intake \(process \d+\): .*--directory$/],
    ["send", /^missing required argument 'source' \(see --help\)$/],
    [`send acme ${toAway}`, /^there is no vendor "acme": choose one of thales, /],
    [`send yoti nope ${toAway}`, /^yoti has no example "nope": choose one of/],
    ["send yoti session-completion x", /^too many arguments\. .*--help/],
    ["send yoti --directory nowhere", /endpoints\.json is missing: .*npm start.* again if it was deleted$/],
    ["send yoti --directory DIR/broken", /endpoints\.json is not as the intake wrote it: /],
    [`send yoti ${away}`, /--credentials/],
    [`send yoti ${away} --credentials nowhere.json`, /^nowhere\.json is missing/],
    ["send thales --cert x", /go with --to$/],
    ["send yoti --times -1", /^option '--times <n>' argument '-1' is invalid\. It .* from 1 to 1000\. /],
    ["send yoti --times", /^option '--times <n>' argument missing \(see --help\)$/],
    [`mint yoti --directory nowhere ${forCase}`, /endpoints\.json is missing: .*npm start/],
    ["mint yoti --expires 30d", /^required option '--reference <text>' not specified/],
    ["mint yoti --reference r --expires 0d", /'0d' is invalid\. It has to be like/],
    [`mint yoti ${forCase} --key-file DIR/keys/secret.json`, /"sessionKey"/],
    [`mint yoti ${forCase} --key-file DIR/keys/short`, /^sessionKey has to be a text of 32 bytes/],
    ["replay --since soon", /^option '--since <time>' argument 'soon' is invalid\. It has to be like /],
    ["replay --directory a --outputs b.json", /^option '--outputs <file>' cannot be used with option/],
    ["contracts --chek", /^unknown option '--chek' \(see --help\)$/],
    ["new-source yoti", /^functions\/yoti exists already: choose another id$/],
  ])("%s: tells a person what is wrong in one line and exits with 1", async (line, said) => {
    const { code, lines } = await run(line);
    expect({ code, lines }).toEqual({ code: 1, lines: [expect.stringMatching(said)] });
  });

  it.each(["start", "send", "mint", "replay", "contracts", "new-source"])(
    "%s explains itself with --help",
    async (name) => {
      const { code, stdout } = await run(`${name} --help`);
      expect(code).toBe(0);
      expect(stdout).toMatch(new RegExp(`^Usage: npm (run )?${name} `));
    },
  );
});
