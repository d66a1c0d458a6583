import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { expect, it, onTestFinished, vi } from "vitest";
import { commandsIn, readDocuments, stepsOf } from "../docs/markdown.ts";
import { startProgram } from "../support/command.ts";
import { useLocalIntake } from "../support/local-intake.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const timeout = 600_000;
const intake = useLocalIntake();
const run = promisify(execFile);
const image = `public.ecr.aws/lambda/nodejs:24-${process.arch === "arm64" ? "arm64" : "x86_64"}`;
const documented = readDocuments()
  .flatMap(({ blocks }) => blocks.flatMap(stepsOf))
  .flatMap(({ script }) => commandsIn(script));

/** This computer's address for containers. `docker` also serves podman, by `DOCKER_HOST`. */
async function findBridge(): Promise<string> {
  await run("sam", ["--version"]);
  await run("socat", ["-V"]);
  // Pulls the image if it is missing, and starts podman's bridge.
  await run("docker", ["run", "--rm", "--entrypoint", "true", image], { timeout });
  const format = "{{(index .IPAM.Config 0).Gateway}}";
  const { stdout } = await run("docker", ["network", "inspect", "bridge", "--format", format]);
  return stdout.trim();
}

/** The arguments of a documented command, with a test's own words for the documented ones. */
function argumentsOf(start: string, ownWords: Readonly<Record<string, string>>): readonly string[] {
  const command = documented.find((text) => text.startsWith(start)) ?? "";
  const pairs = Object.entries(ownWords);
  return pairs
    .reduce((text, [word, own]) => text.replaceAll(word, own), command)
    .split(/ +/)
    .slice(1);
}

it("SAM runs each recorded event by the documented commands", { timeout }, async ({ skip }) => {
  const bridge = await findBridge().catch((error) => skip(String(error)));
  const { port } = new URL(intake.running().endpoints.aws);
  const ownWords = { "172.17.0.1": bridge, "4566": port, ".local/": `${intake.directory}/` };
  const directory = temporaryDirectory();
  const relay = startProgram("socat", argumentsOf("socat ", ownWords), directory, process.env);
  onTestFinished(async () => {
    relay.child.kill();
    await relay.ends();
  });
  await vi.waitFor(() => fetch(`http://${bridge}:${port}`), { timeout: 30_000 });

  const env = { ...process.env, SAM_CLI_TELEMETRY: "0", __SAM_CLI_APP_DIR: directory };
  const options = { cwd: directory, env, timeout, killSignal: "SIGINT" } as const;
  for (const file of readdirSync(join(intake.directory, "events"))) {
    const yoti = basename(file, ".json");
    const args = argumentsOf("sam local invoke yoti --add-host ", { yoti, ...ownWords });
    const { stdout } = await run("sam", [...args, "--skip-pull-image"], options);
    expect(JSON.parse(stdout), file).toMatchObject({ statusCode: 200 });
    expect(await intake.drain("queueUrl"), file).toHaveLength(1);
  }
});
