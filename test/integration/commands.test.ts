import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, statSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { vendors } from "../../functions/vendors.ts";
import { readEndpoints } from "../../infra/endpoints/endpoints.ts";
import { defaultPort } from "../../infra/inspector/inspector-server.ts";
import { close, listen, loopback } from "../../infra/local/listen.ts";
import { projectDirectory } from "../../infra/project.ts";
import { runToEnd, startCommand } from "../support/command.ts";
import { drainQueue } from "../support/drain-queue.ts";
import { childrenOf, isAlive } from "../support/processes.ts";
import { playedIds } from "../support/simulated-vendors.ts";
import { startServer } from "../support/start-server.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const directory = temporaryDirectory();

const start = "infra/commands/start.ts";
const send = "infra/commands/send.ts";
const anyPorts = ["--port", "0", "--mutual-tls-port", "0", "--aws-port", "0"];

/** Plays pipwave to a receiver with these answers. Returns the options. */
async function toReceiver(answer: () => string): Promise<string[]> {
  const url = await startServer((_, response) => response.end(answer()));
  const heldFile = new URL("../fixtures/pipwave-held.json", import.meta.url).pathname;
  return ["pipwave", "--to", `${url}/pipwave`, "--credentials", heldFile];
}

describe("npm start and npm run send", () => {
  it("serve though the inspector's port is taken, play every vendor, print what became of it, and leave no process and no port", async () => {
    const occupant = createHttpServer();
    onTestFinished(() => close(occupant));
    // Another process may have the port already.
    await listen(occupant, defaultPort, "an occupant").catch(() => undefined);
    const intake = startCommand(start, [...anyPorts, "--directory", directory]);
    await intake.prints("Ctrl-C stops everything");
    const endpoints = readEndpoints(directory);
    const { inspector = "" } = endpoints;
    expect(inspector).not.toContain(`:${defaultPort}`);
    expect((await fetch(inspector)).status).toBe(200);
    expect(Object.keys(endpoints.secrets)).toEqual(vendors.map(({ id }) => id).sort());
    expect(statSync(join(directory, "endpoints.json")).mode & 0o077).toBe(0);
    const events = vendors.map(({ id }) => join(directory, "events", `${id}.json`));
    expect(events.map((file) => statSync(file).mode & 0o077)).toEqual(events.map(() => 0));
    const doctor = await runToEnd("infra/commands/doctor.ts", ["--directory", directory]);
    expect(doctor).toMatchObject({ code: 0, stderr: "", stdout: expect.not.stringContaining("ACTION") });
    for (const source of playedIds) {
      expect(await runToEnd(send, [source, "--directory", directory])).toMatchObject({
        code: 0,
        stderr: "",
      });
    }
    const twice = await runToEnd(send, ["pipwave", "--fresh", "--times", "2", "--directory", directory]);
    expect(twice.stdout.match(/200 {2}text\/plain {2}"OK"/g)).toHaveLength(2);
    await intake.prints("duplicate");
    const queued = await drainQueue(endpoints.aws, endpoints.queueUrl);
    expect(queued).toHaveLength(playedIds.length + 1);
    for (const { body } of queued) {
      const { type, id, subject, data } = JSON.parse(body);
      const line = `^\\d\\d:\\d\\d:\\d\\d\\.\\d{3} +queue +${type} +${data.outcome} +${id.slice(0, 12)}$`;
      expect(intake.output().stdout).toMatch(new RegExp(line, "m"));
      // pipwave's is a session token.
      expect(intake.output().stdout).not.toContain(subject);
    }
    const functions = childrenOf(intake.child.pid ?? 0);
    expect(functions.length).toBeGreaterThanOrEqual(4);
    intake.child.kill("SIGINT");
    expect(await intake.ends()).toBe(0);
    expect(intake.output()).toMatchObject({ stdout: expect.stringMatching(/\nStopped\.\n$/), stderr: "" });
    expect(readdirSync(directory).filter((name) => /\.(json|pem|pid)$/.test(name))).toEqual([]);
    for (const address of [endpoints.http, endpoints.mutualTls, endpoints.aws, inspector]) {
      const socket = connect(Number(new URL(address).port), loopback);
      await expect(once(socket, "connect")).rejects.toMatchObject({ code: "ECONNREFUSED" });
    }
    // A bundler ends once its parent has.
    await vi.waitFor(() => expect(functions.filter(isAlive)).toEqual([]), 5000);
    expect(events.filter((file) => existsSync(file))).toEqual([]);
  });

  it("asks no proxy of the environment for this computer", async () => {
    let asked = 0;
    const HTTP_PROXY = await startServer((_, response) => {
      asked += 1;
      response.writeHead(502).end();
    });
    const environment = { ...process.env, NODE_USE_ENV_PROXY: "1", HTTP_PROXY, NO_PROXY: "" };
    const command = startCommand(send, await toReceiver(() => "OK"), projectDirectory, environment);
    expect([await command.ends(), command.output().stderr, asked]).toEqual([0, "", 0]);
  });

  it("plays pipwave's repeats until the two bytes come, and fails when they never do", async () => {
    const responses = ["no", "OK\n", "OK"];
    const options = await toReceiver(() => responses.shift() ?? "never");
    const result = await runToEnd(send, options);
    expect(result.code).toBe(0);
    expect(result.stdout.match(/^POST/gm)).toHaveLength(3);
    expect((await runToEnd(send, options)).code).toBe(1);
  });

  it("say so when npm took an option for its own", async () => {
    const npm = ["--silent", "run", "send", "yoti", "--fresh"];
    const { status, stderr } = spawnSync("npm", npm, { cwd: projectDirectory, encoding: "utf8" });
    expect(status).toBe(1);
    expect(stderr).toBe(
      "npm took --fresh for its own: put -- before the options, as in npm run send -- --fresh\n",
    );
  });
});
