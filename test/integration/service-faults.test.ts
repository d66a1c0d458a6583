import { ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { ListSecretsCommand } from "@aws-sdk/client-secrets-manager";
import { ListTopicsCommand } from "@aws-sdk/client-sns";
import { ListQueuesCommand } from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";
import type { FaultyService } from "../../infra/local/aws/service-faults.ts";
import { createLocalTable, startLocalAws } from "../support/local-stores.ts";

const { aws, dynamodb, sqs, sns, secretsManager } = await startLocalAws();

/** Every healthy service answers this at once. */
const ask: Readonly<Record<FaultyService, () => Promise<unknown>>> = {
  dynamodb: () => dynamodb.send(new ListTablesCommand({})),
  sqs: () => sqs.send(new ListQueuesCommand({})),
  sns: () => sns.send(new ListTopicsCommand({})),
  secretsManager: () => secretsManager.send(new ListSecretsCommand({})),
};

// Names from each service's API reference and CommonErrors.
describe.each([
  ["dynamodb", "ProvisionedThroughputExceededException", "InternalServerError"],
  ["sqs", "RequestThrottled", "InternalFailure"],
  // The SDK's class for the code InternalError.
  ["sns", "ThrottlingException", "InternalErrorException"],
  ["secretsManager", "ThrottlingException", "InternalServiceError"],
] as const)("%s", (service, throttled, failed) => {
  it("throttles and fails with its own errors, resets connections, and is well again when it is up", async () => {
    aws.faults[service].set({ mode: "throttles" });
    await expect(ask[service]()).rejects.toMatchObject({
      name: throttled,
      $metadata: { httpStatusCode: 400 },
    });
    aws.faults[service].set({ mode: "fails" });
    await expect(ask[service]()).rejects.toMatchObject({ name: failed, $metadata: { httpStatusCode: 500 } });
    aws.faults[service].set({ mode: "refuses" });
    await expect(ask[service]()).rejects.toMatchObject({ code: "ECONNRESET" });
    aws.faults[service].set({ mode: "up" });
    await expect(ask[service]()).resolves.toBeDefined();
  });

  it("leaves callers waiting while it hangs, and cuts them off when that ends", async () => {
    aws.faults[service].set({ mode: "hangs", takesEffect: false });
    const asked = expect(ask[service]()).rejects.toMatchObject({ code: "ECONNRESET" });
    await expect.poll(aws.faults[service].waiting, { timeout: 10_000 }).toBe(1);
    // The others answer meanwhile.
    for (const [name, askOther] of Object.entries(ask)) if (name !== service) await askOther();
    aws.faults[service].set({ mode: "up" });
    await asked;
  });

  it("answers late, but well, while it is slow", async () => {
    aws.faults[service].set({ mode: "slow", delayMs: 100 });
    await expect(ask[service]()).resolves.toBeDefined();
    expect(aws.faults[service].fault()).toEqual({ mode: "slow", delayMs: 100 });
    aws.faults[service].set({ mode: "up" });
  });
});

// One code serves all services.
describe("a request to a service that does not answer", () => {
  const create = (name: string) => createLocalTable(dynamodb, name, AbortSignal.timeout(300));
  const tables = async () => (await dynamodb.send(new ListTablesCommand({}))).TableNames ?? [];

  it("takes effect or not, as the switch says", async () => {
    for (const name of ["forgotten", "made"]) {
      aws.faults.dynamodb.set({ mode: "hangs", takesEffect: name === "made" });
      await expect(create(name)).rejects.toThrow();
      aws.faults.dynamodb.set({ mode: "up" });
    }
    const made = await tables();
    expect([made.includes("forgotten"), made.includes("made")]).toEqual([false, true]);
  });

  it("takes effect late, after its caller has gone, if the service is slow", async () => {
    aws.faults.dynamodb.set({ mode: "slow", delayMs: 600 });
    await expect(create("late")).rejects.toThrow();
    aws.faults.dynamodb.set({ mode: "up" });
    await expect.poll(tables, { timeout: 10_000 }).toContain("late");
  });
});
