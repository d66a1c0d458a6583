import { describe, expect, it, onTestFinished } from "vitest";
import { readEndpoints } from "../../infra/endpoints/endpoints.ts";
import { post } from "../../infra/simulators/post.ts";
import { runToEnd, startCommand } from "../support/command.ts";
import { drainQueue } from "../support/drain-queue.ts";
import { record } from "../support/records.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

describe("npm start", () => {
  async function startHere() {
    const directory = temporaryDirectory();
    const ports = ["--port", "0", "--mutual-tls-port", "0", "--aws-port", "0", "--inspector-port", "0"];
    const intake = startCommand("infra/commands/start.ts", [...ports, "--directory", directory]);
    onTestFinished(() => {
      intake.child.kill("SIGKILL");
    });
    await intake.prints("Ctrl-C stops everything");
    return { intake, directory, endpoints: readEndpoints(directory) };
  }

  it("prints type, outcome and id of an event, which stays on the queue", async () => {
    const { intake, directory, endpoints } = await startHere();
    expect(await runToEnd("infra/commands/send.ts", ["yoti", "--directory", directory])).toMatchObject({
      code: 0,
    });
    await intake.prints("yoti.session.v1");
    const [message, ...others] = await drainQueue(endpoints.aws, endpoints.queueUrl);
    expect(others).toEqual([]);
    const { type, id, subject, data } = JSON.parse(message?.body ?? "{}");
    expect(intake.output().stdout).toMatch(
      new RegExp(`^\\d\\d:\\d\\d:\\d\\d\\.\\d{3} +queue +${type} +${data.outcome} +${id.slice(0, 12)}$`, "m"),
    );
    // pipwave's is a session token.
    expect(intake.output().stdout).not.toContain(subject);
    intake.child.kill("SIGINT");
    expect(await intake.ends()).toBe(0);
    expect(intake.output()).toMatchObject({ stdout: expect.stringMatching(/\nStopped\.\n$/), stderr: "" });
  });

  it("shows what a vendor sends without doing what it says", async () => {
    const { intake, endpoints } = await startHere();
    const session_id = "\u001b]0;title\u0007\r\n\u202e\u009b2J";
    const headers = { authorization: `Bearer ${endpoints.secrets.yoti?.token}` };
    const body = JSON.stringify({ session_id, topic: "session_completion" });
    record("bodies", body);
    expect(await post(`${endpoints.http}/yoti`, headers, body)).toMatchObject({ status: 200 });
    await intake.prints("yoti.session.v1");
    expect(intake.output().stdout).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
    intake.child.kill("SIGINT");
    expect(await intake.ends()).toBe(0);
  });
});
