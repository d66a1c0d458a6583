import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { vendors } from "../../functions/vendors.ts";
import { readEndpoints } from "../../infra/endpoints/endpoints.ts";
import { defaultPort } from "../../infra/inspector/inspected-intake.ts";
import { listen, loopback } from "../../infra/local/listen.ts";
import { projectDirectory } from "../../infra/project.ts";
import { createCheckout } from "../support/checkout.ts";
import { startCommand } from "../support/command.ts";
import { childrenOf, isAlive } from "../support/processes.ts";
import { playedIds } from "../support/simulated-vendors.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const directory = temporaryDirectory();

const start = "infra/commands/start.ts";
const send = "infra/commands/send.ts";
const otherPorts = ["--mutual-tls-port", "0", "--aws-port", "0"];
const anyPorts = ["--port", "0", ...otherPorts, "--inspector-port", "0"];

async function runToItsEnd(script: string, args: readonly string[]) {
  const command = startCommand(script, args);
  const code = await command.ends();
  return { code, ...command.output() };
}

function isOpen(address: string): Promise<boolean> {
  const socket = connect(Number(new URL(address).port), loopback);
  return new Promise((resolve) => {
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
  }).finally(() => socket.destroy()) as Promise<boolean>;
}

describe("npm start and npm run send", () => {
  it("serve, play every vendor, and leave no process and no port", async () => {
    const intake = startCommand(start, [...anyPorts, "--directory", directory]);
    await intake.prints("Ctrl-C stops everything");
    const endpoints = readEndpoints(directory);
    expect(Object.keys(endpoints.secrets)).toEqual(vendors.map(({ id }) => id));
    expect(statSync(join(directory, "endpoints.json")).mode & 0o077).toBe(0);
    const events = vendors.map(({ id }) => join(directory, "events", `${id}.json`));
    expect(events.map((file) => statSync(file).mode & 0o077)).toEqual(events.map(() => 0));
    for (const source of playedIds) {
      expect(await runToItsEnd(send, [source, "--directory", directory])).toMatchObject({
        code: 0,
        stderr: "",
      });
    }
    const twice = await runToItsEnd(send, ["pipwave", "--fresh", "--times", "2", "--directory", directory]);
    expect(twice.stdout.match(/200 {2}text\/plain {2}"OK"/g)).toHaveLength(2);
    await intake.prints("duplicate");
    const functions = childrenOf(intake.child.pid ?? 0);
    expect(functions.length).toBeGreaterThanOrEqual(4);
    intake.child.kill("SIGINT");
    expect(await intake.ends()).toBe(0);
    expect(readdirSync(directory).filter((name) => /\.(json|pem|pid)$/.test(name))).toEqual([]);
    for (const address of [endpoints.http, endpoints.mutualTls, endpoints.aws, endpoints.inspector ?? ""])
      expect(await isOpen(address)).toBe(false);
    expect(functions.filter(isAlive)).toEqual([]);
    expect(events.filter((file) => existsSync(file))).toEqual([]);
  });

  it("asks no proxy of the environment for this computer", async () => {
    const vendorSees = createHttpServer((_, response) => response.end("OK"));
    const port = await listen(vendorSees, 0, "a receiver");
    let asked = 0;
    const proxy = createHttpServer((_, response) => {
      asked += 1;
      response.writeHead(502).end();
    });
    const HTTP_PROXY = `http://${loopback}:${await listen(proxy, 0, "a proxy")}`;
    const heldFile = new URL("../fixtures/pipwave-held.json", import.meta.url).pathname;
    const args = ["pipwave", "--to", `http://${loopback}:${port}/pipwave`, "--credentials", heldFile];
    const environment = { ...process.env, NODE_USE_ENV_PROXY: "1", HTTP_PROXY, NO_PROXY: "" };
    const command = startCommand(send, args, projectDirectory, environment);
    expect([await command.ends(), command.output().stderr, asked]).toEqual([0, "", 0]);
    vendorSees.close();
    proxy.close();
  });

  it("plays pipwave's repeats until the two bytes come, and fails when they never do", async () => {
    const responses = ["no", "OK\n", "OK"];
    const vendorSees = createHttpServer((_, response) => response.end(responses.shift() ?? "never"));
    const port = await listen(vendorSees, 0, "a receiver");
    const heldFile = new URL("../fixtures/pipwave-held.json", import.meta.url).pathname;
    const to = ["--to", `http://${loopback}:${port}/pipwave`, "--credentials", heldFile];
    const result = await runToItsEnd(send, ["pipwave", ...to]);
    expect(result.code).toBe(0);
    expect(result.stdout.match(/^POST/gm)).toHaveLength(3);
    expect((await runToItsEnd(send, ["pipwave", ...to])).code).toBe(1);
    vendorSees.close();
  });

  it("start although the inspector's usual port is taken, if nobody asked for it", async () => {
    const occupant = createHttpServer();
    const taken = await listen(occupant, defaultPort, "somebody else").then(
      (port) => [String(port)],
      // Somebody else has it, who may give it back at any time: the intake then may have it.
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
    const result = await runToItsEnd(script, [...extra, ...args]);
    occupant.close();
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(line);
    expect(result.stderr.trimEnd().split("\n")).toHaveLength(1);
  });

  it.each([start, send].flatMap((script) => ["--help", "-h"].map((option) => [script, option] as const)))(
    "%s explains itself with %s",
    async (script, option) => {
      const { code, stdout } = await runToItsEnd(script, [option]);
      expect(code).toBe(0);
      expect(stdout).toMatch(/^Usage: npm (start|run send)/);
    },
  );

  it("say so when npm took an option for its own", async () => {
    const npm = ["--silent", "run", "send", "yoti", "--fresh"];
    const { status, stderr } = spawnSync("npm", npm, { cwd: projectDirectory, encoding: "utf8" });
    expect(status).toBe(1);
    expect(stderr).toBe(
      "npm took --fresh for its own: put -- before the options, as in npm run send -- --fresh\n",
    );
  });

  it("start says in one line what is wrong with cdk.json", async () => {
    const checkout = createCheckout();
    onTestFinished(() => rmSync(checkout, { recursive: true }));
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
    const deliver = () => runToItsEnd(send, ["yoti", "--to", `${http}/yoti`, "--credentials", heldFile]);
    expect((await deliver()).code).toBe(0);
    rmSync(deleted, { recursive: true });
    expect((await deliver()).code).toBe(0);
    await intake.prints("duplicate");
    expect((await runToItsEnd(send, ["yoti", "--directory", deleted])).stderr).toMatch(
      /endpoints\.json is missing: .* start it again if it was deleted$/m,
    );
    intake.child.kill("SIGINT");
    expect(await intake.ends()).toBe(0);
  });
});
