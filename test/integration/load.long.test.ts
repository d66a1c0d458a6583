import { expect, it, vi } from "vitest";
import { vendors } from "../../functions/vendors.ts";
import { saysOnStderr, startCommand } from "../support/command.ts";
import { childrenOf, isAlive } from "../support/processes.ts";

it("npm run load ends at Ctrl-C with what it has, and leaves no process", async () => {
  const command = startCommand("test/proofs/load/load.ts", ["--seconds", "300"]);
  await saysOnStderr(command, "Vendors send for 300 s");
  const children = () => childrenOf(command.child.pid ?? 0);
  await vi.waitFor(() => expect(children().length).toBeGreaterThanOrEqual(vendors.length), 60_000);
  const started = children();
  command.child.kill("SIGINT");
  expect(await command.ends()).toBe(130);
  expect(command.output().stdout).toMatch(/^Events: .* notifications acknowledged/m);
  expect(started.filter(isAlive)).toEqual([]);
}, 120_000);
