import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readEndpoints } from "../../infra/endpoints/endpoints.ts";
import { defaultPort } from "../../infra/inspector/inspected-intake.ts";
import { listen, loopback } from "../../infra/local/listen.ts";
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
    const taken = await listen(occupant, defaultPort, "somebody else").then(
      (port) => [String(port)],
      // Another process may free the port at any time. The intake may then bind it.
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

  it.each([
    [
      "a taken port",
      async (taken: number) => [start, ["--port", String(taken)]] as const,
      /^port \d+ \(HTTP\) is taken: .*--help/,
    ],
    [
      "a taken port of the inspector",
      async (taken: number) => [start, ["--port", "0", "--inspector-port", String(taken)]] as const,
      /^port \d+ \(inspector\) is taken: .*--help/,
    ],
    ["a bad flag", async () => [start, ["--colour", "red"]] as const, /^unknown option '--colour'.*--help/],
    [
      "a port that is none",
      async () => [start, ["--port", "http"]] as const,
      /^option '--port <n>' argument 'http' is invalid\. It has to be a whole number from 0 to 65535\./,
    ],
    [
      "an unknown source",
      async () => [send, ["acme"]] as const,
      /'acme' is invalid for argument 'source'\. Allowed choices are thales, /,
    ],
    [
      "an unknown example",
      async () => [send, ["yoti", "nope"]] as const,
      /^yoti has no example "nope": choose one of/,
    ],
    [
      "a word too many",
      async () => [send, ["yoti", "session-completion", "x"]] as const,
      /^too many arguments\. .*--help/,
    ],
    [
      "an intake that never started",
      async () => [send, ["yoti", "--directory", "nowhere"]] as const,
      /endpoints\.json is missing: .*npm start/,
    ],
    [
      "another address without credentials",
      async () => [send, ["yoti", "--to", "http://127.0.0.1:1"]] as const,
      /--credentials/,
    ],
    [
      "a missing file",
      async () => [send, ["yoti", "--to", "http://127.0.0.1:1", "--credentials", "nowhere.json"]] as const,
      /^nowhere\.json is missing/,
    ],
    ["no source", async () => [send, []] as const, /^missing required argument 'source' \(see --help\)$/m],
    [
      "a certificate that would be ignored",
      async () => [send, ["thales", "--cert", "x"]] as const,
      /go with --to$/m,
    ],
    [
      "times below zero",
      async () => [send, ["yoti", "--times", "-1"]] as const,
      /^option '--times <n>' argument '-1' is invalid\. It has to be a whole number from 1 to 1000\. /,
    ],
    [
      "a flag in place of a value",
      async () => [send, ["yoti", "--times", "--fresh"]] as const,
      /^option '--times <n>' argument '--fresh' is invalid/,
    ],
    [
      "a file of endpoints that something else wrote",
      async () => {
        const broken = mkdtempSync(join(directory, "broken-"));
        writeFileSync(join(broken, "endpoints.json"), "{ broken");
        return [send, ["yoti", "--directory", broken]] as const;
      },
      /endpoints\.json is not as the intake wrote it: /,
    ],
    [
      "a directory of an intake that runs",
      async () => {
        const claimed = mkdtempSync(join(directory, "claimed-"));
        writeFileSync(join(claimed, "running.pid"), String(process.pid));
        return [start, ["--directory", claimed]] as const;
      },
      /is used by a running intake \(process \d+\): .*--directory$/m,
    ],
    [
      "a flag without its value",
      async () => [send, ["yoti", "--times"]] as const,
      /^option '--times <n>' argument missing \(see --help\)$/m,
    ],
  ])("tell a person about %s in one line and exit with 1", async (_, createArguments, line) => {
    const occupant = createServer();
    occupant.listen(0, loopback);
    await new Promise((resolve) => occupant.once("listening", resolve));
    const address = occupant.address();
    const [script, args] = await createArguments(typeof address === "object" && address ? address.port : 0);
    const extra =
      script === start
        ? ["--inspector-port", "0", ...otherPorts, "--directory", directory]
        : ["--directory", directory];
    const result = await runToEnd(script, [...extra, ...args]);
    occupant.close();
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(line);
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
