import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readEndpoints } from "../../infra/endpoints/endpoints.ts";
import { defaultPort } from "../../infra/inspector/inspector-server.ts";
import { listen } from "../../infra/local/listen.ts";
import { runToEnd, startCommand } from "../support/command.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const directory = temporaryDirectory();

const start = "infra/commands/start.ts";
const send = "infra/commands/send.ts";
const anyPorts = ["--port", "0", "--mutual-tls-port", "0", "--aws-port", "0"];

describe("npm start", () => {
  it("starts although the inspector's default port is taken, if no option names it", async () => {
    const occupant = createServer();
    const taken = await listen(occupant, defaultPort, "an occupant").then(
      (port) => [String(port)],
      // Another process may take the port meanwhile.
      () => [],
    );
    const beside = mkdtempSync(join(directory, "beside-"));
    const intake = startCommand(start, [...anyPorts, "--directory", beside]);
    await intake.prints("Ctrl-C stops everything");
    const { inspector = "" } = readEndpoints(beside);
    expect(taken).not.toContain(new URL(inspector).port);
    expect((await fetch(inspector)).status).toBe(200);
    intake.child.kill("SIGINT");
    expect(await intake.ends()).toBe(0);
    occupant.close();
  });

  it("goes on when its directory is deleted", async () => {
    const deleted = mkdtempSync(join(directory, "deleted-"));
    const heldFile = join(mkdtempSync(join(directory, "held-")), "held.json");
    const intake = startCommand(start, [...anyPorts, "--inspector-port", "0", "--directory", deleted]);
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
