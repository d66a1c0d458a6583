import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { launch, stopAll } from "../../proofs/bench/processes.ts";
import { isAlive } from "../../support/processes.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

interface Order {
  readonly word?: string;
  readonly exit?: number;
}

interface Saying {
  readonly word?: string;
  readonly pid: number;
  readonly arguments: readonly string[];
  readonly variables: readonly string[];
}

const echo = `
process.on("message", ({ word, exit }) => {
  if (exit !== undefined) process.exit(exit);
  process.send({ word, pid: process.pid, arguments: process.argv.slice(2), variables: Object.keys(process.env) });
});
`;

function start(text = echo) {
  const directory = temporaryDirectory();
  const module = join(directory, "responder.mjs");
  writeFileSync(module, text);
  const responder = launch<Order, Saying>({ module, parameters: ["--flag"], environment: { ONLY: "this" } });
  onTestFinished(async () => {
    await responder.stop();
  });
  return responder;
}

describe("a process", () => {
  it("answers each question, with its own parameters and nobody else's environment", async () => {
    const { ask } = start();
    expect(await ask({ word: "one" })).toMatchObject({ word: "one", arguments: ["--flag"] });
    const { word, variables } = await ask({ word: "two" });
    expect(word).toBe("two");
    expect(variables).toContain("ONLY");
    expect(variables).not.toContain("PATH");
  });

  it("says something unasked", async () => {
    expect(await start('process.send({ word: "ready" });').hear()).toEqual({ word: "ready" });
  });

  it("that ends while it is asked is an error", async () => {
    await expect(start().ask({ exit: 3 })).rejects.toThrow(/responder\.mjs ended/);
  });

  it("that has ended is an error to whoever asks", async () => {
    const { ask, stop } = start();
    await ask({});
    await stop();
    await expect(ask({ word: "anyone" })).rejects.toThrow();
    await stop();
  });

  it("that cannot load is an error", async () => {
    await expect(start("process.exit(1);").hear()).rejects.toThrow(/responder\.mjs ended/);
  });
});

describe("all processes", () => {
  it("can be stopped at once", async () => {
    const started = [start(), start()];
    const pids = await Promise.all(started.map(async ({ ask }) => (await ask({})).pid));
    expect(pids.filter(isAlive)).toEqual(pids);
    await stopAll();
    expect(pids.filter(isAlive)).toEqual([]);
  });
});
