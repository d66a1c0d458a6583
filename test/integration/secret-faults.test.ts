import { expect, it } from "vitest";
import {
  createNotifications,
  deliverAll,
  drainSources,
  eachSource,
  expectSuccess,
  oneOfEach,
} from "../support/every-vendor.ts";
import { useFaultyIntake } from "../support/fault-modes.ts";
import { misrotate } from "../support/misrotation.ts";
import {
  expectForgeryRefused,
  expectNothingAccepted,
  expectServed,
  killAll,
  warmUp,
} from "../support/secret-faults.ts";

// secret-faults.long.test.ts has every fault.
const intake = useFaultyIntake();

it("with Secrets Manager out what was read before serves on, and forgeries are refused", () =>
  expectServed(intake, { mode: "throttles" }));

it("with Secrets Manager out nothing is accepted or stored before the secret was read", () =>
  expectNothingAccepted(intake, { mode: "fails" }));

it("with every secret rotated to what no source can use, the version before is accepted, and each function warns", async () => {
  await warmUp(intake);
  const { repair } = await misrotate(intake.running().endpoints);
  const linesBefore = intake.logs().length;
  try {
    await killAll(intake);
    const played = await createNotifications();
    expectSuccess(played, await deliverAll(intake, played));
    await expectForgeryRefused(intake);
    expect(await drainSources(intake)).toEqual(oneOfEach);
  } finally {
    await repair();
  }
  const reasons = () =>
    intake
      .logs()
      .slice(linesBefore)
      .filter((line) => line.includes('"unusable_version"'))
      .map((line) => JSON.parse(line).reason);
  // One per function. The forgery made one function read again.
  await expect.poll(reasons, { timeout: 30_000 }).toEqual([...eachSource("not_json"), "not_json"]);
});
