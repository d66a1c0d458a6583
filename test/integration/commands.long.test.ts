import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readEndpoints } from "../../infra/endpoints/endpoints.ts";
import { defaultPort } from "../../infra/inspector/inspected-intake.ts";
import { listen } from "../../infra/local/listen.ts";
import { createCheckout } from "../support/checkout.ts";
import { runToEnd, startCommand } from "../support/command.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const directory = temporaryDirectory();

const start = "infra/commands/start.ts";
const send = "infra/commands/send.ts";
const otherPorts = ["--mutual-tls-port", "0", "--aws-port", "0"];
const anyPorts = ["--port", "0", ...otherPorts, "--inspector-port", "0"];

describe("npm start and npm run send, in spite of a fault,", () => {
  it("start although the inspector's default port is taken, if no option names it", async () => {
    const occupant = createHttpServer();
    const taken = await listen(occupant, defaultPort, "an occupant").then(
      (port) => [String(port)],
      // Another process may take the port meanwhile.
      () => [],
    );
    const beside = mkdtempSync(join(directory, "beside-"));
    const intake = startCommand(start, ["--port", "0", ...otherPorts, "--directory", beside]);
    await intake.prints("Ctrl-C stops everything");
    const { inspector = "" } = readEndpoints(beside);
    expect(taken).not.toContain(new URL(inspector).port);
    expect((await fetch(inspector)).status).toBe(200);
    intake.child.kill("SIGINT");
    expect(await intake.ends()).toBe(0);
    occupant.close();
  });

  const broken = mkdtempSync(join(directory, "broken-"));
  writeFileSync(join(broken, "endpoints.json"), "{ broken");
  const claimed = mkdtempSync(join(directory, "claimed-"));
  writeFileSync(join(claimed, "running.pid"), String(process.pid));
  const away = ["--to", "http://127.0.0.1:1"];
  const isNoCount = "is invalid\\. It has to be a whole number from";
  const times = "^option '--times <n>' argument";

  it.each([
    ["a taken port", start, ["--port", "TAKEN"], "^port \\d+ \\(HTTP\\) is taken: .*--help"],
    [
      "a taken port of the inspector",
      start,
      ["--port", "0", "--inspector-port", "TAKEN"],
      "^port \\d+ \\(inspector\\) is taken: .*--help",
    ],
    ["a bad flag", start, ["--colour", "red"], "^unknown option '--colour'.*--help"],
    [
      "a port that is none",
      start,
      ["--port", "http"],
      `^option '--port <n>' argument 'http' ${isNoCount} 0 to 65535\\.`,
    ],
    [
      "a running intake's directory",
      start,
      ["--directory", claimed],
      "is used by a running intake \\(process \\d+\\): .*--directory$",
    ],
    [
      "an unknown source",
      send,
      ["acme"],
      "'acme' is invalid for argument 'source'\\. Allowed choices are thales, ",
    ],
    ["an unknown example", send, ["yoti", "nope"], '^yoti has no example "nope": choose one of'],
    ["a word too many", send, ["yoti", "session-completion", "x"], "^too many arguments\\. .*--help"],
    [
      "an intake that never started",
      send,
      ["yoti", "--directory", "nowhere"],
      "endpoints\\.json is missing: .*npm start",
    ],
    [
      "a foreign file of endpoints",
      send,
      ["yoti", "--directory", broken],
      "endpoints\\.json is not as the intake wrote it: ",
    ],
    ["another address without credentials", send, ["yoti", ...away], "--credentials"],
    [
      "a missing file",
      send,
      ["yoti", ...away, "--credentials", "nowhere.json"],
      "^nowhere\\.json is missing",
    ],
    ["no source", send, [], "^missing required argument 'source' \\(see --help\\)$"],
    ["a certificate that would be ignored", send, ["thales", "--cert", "x"], "go with --to$"],
    ["times below zero", send, ["yoti", "--times", "-1"], `${times} '-1' ${isNoCount} 1 to 1000\\. `],
    ["a flag in place of a value", send, ["yoti", "--times", "--fresh"], `${times} '--fresh' is invalid`],
    ["a flag without its value", send, ["yoti", "--times"], `${times} missing \\(see --help\\)$`],
  ])("tell a person about %s in one line and exit with 1", async (_, script, args, line) => {
    const occupant = createHttpServer();
    const taken = String(await listen(occupant, 0, "an occupant"));
    const ports = script === start ? ["--inspector-port", "0", ...otherPorts] : [];
    const given = args.map((arg) => (arg === "TAKEN" ? taken : arg));
    const result = await runToEnd(script, ["--directory", directory, ...ports, ...given]);
    occupant.close();
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(new RegExp(line, "m"));
    expect(result.stderr.trimEnd().split("\n")).toHaveLength(1);
  });

  it.each([start, send].flatMap((script) => ["--help", "-h"].map((option) => [script, option] as const)))(
    "%s explains itself with %s",
    async (script, option) => {
      const { code, stdout } = await runToEnd(script, [option]);
      expect(code).toBe(0);
      expect(stdout).toMatch(/^Usage: npm (start|run send)/);
    },
  );

  it("start says in one line what is wrong with cdk.json", async () => {
    const checkout = createCheckout();
    writeFileSync(join(checkout, "cdk.json"), '{ "context": { "stages": {} } }');
    const intake = startCommand(start, anyPorts, checkout);
    expect(await intake.ends()).toBe(1);
    expect(intake.output().stderr).toBe('there is no stage "dev" in cdk.json: it has none\n');
  });

  it("start goes on when its directory is deleted", async () => {
    const deleted = mkdtempSync(join(directory, "deleted-"));
    const heldFile = join(mkdtempSync(join(directory, "held-")), "held.json");
    const intake = startCommand(start, [...anyPorts, "--directory", deleted]);
    await intake.prints("Ctrl-C stops everything");
    const { http, secrets } = readEndpoints(deleted);
    writeFileSync(heldFile, JSON.stringify(secrets.yoti));
    const deliver = () => runToEnd(send, ["yoti", "--to", `${http}/yoti`, "--credentials", heldFile]);
    expect((await deliver()).code).toBe(0);
    rmSync(deleted, { recursive: true });
    expect((await deliver()).code).toBe(0);
    await intake.prints("duplicate");
    expect((await runToEnd(send, ["yoti", "--directory", deleted])).stderr).toMatch(
      /endpoints\.json is missing: .* start it again if it was deleted$/m,
    );
    intake.child.kill("SIGINT");
    expect(await intake.ends()).toBe(0);
  });
});
