import { describe, expect, it } from "vitest";
import { faultyServices } from "../../infra/local/aws/service-faults.ts";
import {
  createNotifications,
  deliverAll,
  drainSources,
  eachSource,
  expectSuccess,
  expectTryAgain,
  oneOfEach,
  statusesOf,
} from "../support/every-vendor.ts";
import { exampleBody } from "../support/examples.ts";
import { allUp, everyMode, named, useFaultyIntake } from "../support/fault-modes.ts";
import { misrotate } from "../support/misrotation.ts";
import { readOutboxKeys } from "../support/outbox-keys.ts";

const intake = useFaultyIntake();
const faults = () => intake.running().aws.faults;

/** Every function has read its secret. */
async function warmUp(): Promise<void> {
  const deliver = async () => statusesOf(await deliverAll(intake, await createNotifications()));
  await expect.poll(deliver, { timeout: 10_000, interval: 500 }).toEqual(eachSource(200));
  await intake.drain("queueUrl");
}

/** Whatever is delivered next meets functions that have read nothing yet. */
async function killAll(): Promise<void> {
  for (const pid of intake.running().processIds()) process.kill(pid, "SIGKILL");
  await expect.poll(() => intake.running().processIds(), { timeout: 5000 }).toEqual([]);
}

describe("with Secrets Manager out", () => {
  it.each(named(everyMode))(
    "(%s) what was read before serves on, and strangers are refused",
    async (_, fault) => {
      await warmUp();
      faults().secretsManager.set(fault);
      const stranger = { "content-type": "application/json", authorization: "Bearer stranger" };
      const refused = await intake.post("/yoti", stranger, exampleBody("yoti", "session-completion"));
      expect(refused.status).toBe(401);
      const played = await createNotifications();
      expectSuccess(played, await deliverAll(intake, played));
      expect(await drainSources(intake)).toEqual(oneOfEach);
    },
  );

  it.each(named(everyMode))("(%s) nothing is accepted or stored before it was read", async (_, fault) => {
    faults().secretsManager.set(fault);
    await killAll();
    const played = await createNotifications();
    expectTryAgain(await deliverAll(intake, played));
    expect(await readOutboxKeys(intake.running().endpoints)).toEqual([]);
    expect(await drainSources(intake)).toEqual([]);
    allUp(intake);
    const again = async () => statusesOf(await deliverAll(intake, played));
    await expect.poll(again, { timeout: 10_000, interval: 500 }).toEqual(eachSource(200));
    expect(await drainSources(intake)).toEqual(oneOfEach);
  });

  it("and everything else as well, every vendor is asked to send again", async () => {
    await warmUp();
    for (const service of faultyServices) faults()[service].set({ mode: "hangs", takesEffect: false });
    expectTryAgain(await deliverAll(intake, await createNotifications()));
  });
});

describe("with every secret rotated to what no source can use", () => {
  it("what the vendors hold is accepted as the version before, strangers are refused, and each function warns", async () => {
    await warmUp();
    const { repair } = await misrotate(intake.running().endpoints);
    const linesBefore = intake.logs().length;
    try {
      await killAll();
      const played = await createNotifications();
      expectSuccess(played, await deliverAll(intake, played));
      const stranger = { "content-type": "application/json", authorization: "Bearer stranger" };
      const refused = await intake.post("/yoti", stranger, exampleBody("yoti", "session-completion"));
      expect(refused.status).toBe(401);
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
    // A function each, and one that the stranger made read its secret again.
    await expect.poll(reasons, { timeout: 10_000 }).toEqual([...eachSource("not_json"), "not_json"]);
  });
});
