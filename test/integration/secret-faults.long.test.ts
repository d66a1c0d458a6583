import { describe, it } from "vitest";
import { faultyServices } from "../../infra/local/aws/service-faults.ts";
import { createNotifications, deliverAll, expectTryAgain } from "../support/every-vendor.ts";
import { everyMode, named, useFaultyIntake } from "../support/fault-modes.ts";
import { expectNothingAccepted, expectServed, warmUp } from "../support/secret-faults.ts";

const intake = useFaultyIntake();

describe("with Secrets Manager out", () => {
  it.each(named(everyMode))("(%s) what was read before serves on", (_, fault) => expectServed(intake, fault));

  it.each(named(everyMode))("(%s) nothing is accepted before the secret was read", (_, fault) =>
    expectNothingAccepted(intake, fault),
  );

  it("and everything else as well, every vendor is asked to send again", async () => {
    await warmUp(intake);
    for (const service of faultyServices)
      intake.running().aws.faults[service].set({ mode: "hangs", takesEffect: false });
    expectTryAgain(await deliverAll(intake, await createNotifications()));
  });
});
