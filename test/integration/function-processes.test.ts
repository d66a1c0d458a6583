import { expect, it } from "vitest";
import { createFunctionPool } from "../../infra/local/functions/function-pool.ts";
import { exampleBody } from "../support/examples.ts";
import { killAll } from "../support/faults.ts";
import { useLocalIntake } from "../support/local-intake.ts";

const intake = useLocalIntake();

it("serves on after the processes of its functions were killed while they waited", async () => {
  const body = exampleBody("yoti", "resource-update");
  expect((await intake.deliver("yoti", body)).status).toBe(200);
  expect(intake.running().processIds()).not.toEqual([]);
  await killAll(intake);
  expect((await intake.deliver("yoti", body)).status).toBe(200);
  expect(await intake.drain("queueUrl")).toHaveLength(2);
});

it("a function that is not configured says so, and takes in nothing", async () => {
  const { endpoints, topology } = intake.running();
  const [configured] = topology.functions;
  if (!configured) throw new Error("there is no function");
  const host = { awsEndpoint: endpoints.aws, onLog: () => undefined };
  const pool = createFunctionPool({ ...configured, environment: {} }, host);
  await expect(pool.invoke({})).rejects.toMatchObject({ name: "IntakeError" });
  await pool.stop();
});
