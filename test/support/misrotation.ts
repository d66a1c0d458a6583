import {
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { localCredentials } from "../../infra/endpoints/client-settings.ts";
import type { Endpoints } from "../../infra/endpoints/endpoints.ts";

/** Plain text, where every source wants JSON. */
const unusableText = "new-user:new-pass";

/** Rotates every secret to an unusable text. The repair stores the vendor's secret again, which stayed `AWSPREVIOUS`. */
export async function misrotate({
  aws: endpoint,
  region,
}: Endpoints): Promise<{ readonly repair: () => Promise<void> }> {
  const client = new SecretsManagerClient({ endpoint, region, credentials: localCredentials });
  const { SecretList = [] } = await client.send(new ListSecretsCommand({}));
  const stored = await Promise.all(
    SecretList.map(({ ARN: SecretId }) => client.send(new GetSecretValueCommand({ SecretId }))),
  );
  const store = (text?: string) =>
    Promise.all(
      stored.map(({ ARN: SecretId, SecretString = "" }) =>
        client.send(new PutSecretValueCommand({ SecretId, SecretString: text ?? SecretString })),
      ),
    );
  await store(unusableText);
  return {
    async repair() {
      await store();
      client.destroy();
    },
  };
}
