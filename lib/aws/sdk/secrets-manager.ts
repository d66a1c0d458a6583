import {
  errorTypeRegistries,
  GetSecretValue$,
  type GetSecretValueCommandInput,
  type GetSecretValueCommandOutput,
} from "@aws-sdk/client-secrets-manager";
import { AwsJson1_1Protocol } from "@aws-sdk/core/protocols";
import type { Operation } from "./operation.ts";
import type { ServiceSettings } from "./service-settings.ts";
import { createService } from "./service.ts";

export interface SecretsManagerOperations {
  readonly getSecretValue: Operation<GetSecretValueCommandInput, GetSecretValueCommandOutput>;
}

export function createSecretsManager(settings: ServiceSettings): SecretsManagerOperations {
  const protocol = new AwsJson1_1Protocol({
    defaultNamespace: "com.amazonaws.secretsmanager",
    errorTypeRegistries,
    serviceTarget: "secretsmanager",
  });
  return { getSecretValue: createService(protocol, settings)(GetSecretValue$) };
}
