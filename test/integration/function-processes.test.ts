import { expect, it } from "vitest";
import { exampleBody } from "../support/examples.ts";
import { useLocalIntake } from "../support/local-intake.ts";
import { childrenOf, isAlive } from "../support/processes.ts";

const intake = useLocalIntake();

it("serves on after the processes of its functions were killed while they waited", async () => {
  const body = exampleBody("yoti", "resource-update");
  expect((await intake.deliver("yoti", body)).status).toBe(200);
  const processes = childrenOf(process.pid);
  expect(processes).not.toEqual([]);
  for (const pid of processes) process.kill(pid, "SIGKILL");
  await expect.poll(() => processes.filter(isAlive), { timeout: 5000 }).toEqual([]);
  expect((await intake.deliver("yoti", body)).status).toBe(200);
  expect(await intake.drain("queueUrl")).toHaveLength(2);
});
