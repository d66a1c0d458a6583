import { expect, it } from "vitest";
import { vendors } from "../../functions/vendors.ts";
import { saysOnStderr, startCommand } from "../support/command.ts";
import { childrenOf, isAlive } from "../support/processes.ts";

it("npm run load ends at Ctrl-C with what it has, and leaves no process", async () => {
  const command = startCommand("test/proofs/load/load.ts", ["--seconds", "300", "--connections", "4"]);
  await saysOnStderr(command, "deliveries answered");
  const children = childrenOf(command.child.pid ?? 0);
  expect(children.length).toBeGreaterThanOrEqual(vendors.length);
  command.child.kill("SIGINT");
  expect(await command.ends()).toBe(130);
  expect(command.output().stdout).toMatch(/^Events: .* notifications acknowledged/m);
  expect(children.filter(isAlive)).toEqual([]);
}, 120_000);
