import { ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { ListSecretsCommand } from "@aws-sdk/client-secrets-manager";
import { ListTopicsCommand } from "@aws-sdk/client-sns";
import { ListQueuesCommand } from "@aws-sdk/client-sqs";
import { expect, it } from "vitest";
import type { FaultyService } from "../../infra/local/aws/service-faults.ts";
import { startLocalAws } from "../support/local-stores.ts";

const { aws, dynamodb, sqs, sns, secretsManager } = await startLocalAws();

/** Every healthy service answers this at once. */
const ask: Readonly<Record<FaultyService, () => Promise<unknown>>> = {
  dynamodb: () => dynamodb.send(new ListTablesCommand({})),
  sqs: () => sqs.send(new ListQueuesCommand({})),
  sns: () => sns.send(new ListTopicsCommand({})),
  secretsManager: () => secretsManager.send(new ListSecretsCommand({})),
};

// Names from each service's API reference and CommonErrors.
it.each([
  ["dynamodb", "ProvisionedThroughputExceededException", "InternalServerError"],
  ["sqs", "RequestThrottled", "InternalFailure"],
  // The SDK's class for the code InternalError.
  ["sns", "ThrottlingException", "InternalErrorException"],
  ["secretsManager", "ThrottlingException", "InternalServiceError"],
] as const)(
  "%s throttles and fails with its own errors, resets connections, and is well again when it is up",
  async (service, throttled, failed) => {
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
  },
);
