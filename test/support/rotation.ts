import { randomUUID } from "node:crypto";
import * as v from "valibot";
import type { Endpoints } from "../../infra/endpoints/endpoints.ts";
import { callAws } from "../../infra/local/aws/aws-json.ts";

const listSchema = v.object({ SecretList: v.array(v.object({ Name: v.string() })) });
const valueSchema = v.object({ SecretString: v.string() });

/** Plain text, where every source wants JSON. */
const unusableText = "new-user:new-pass";

/** Stores a new version of a source's secret. */
export async function rotate(endpoints: Endpoints, source: string, secret: object): Promise<void> {
  await store(endpoints, endpoints.sources[source]?.secretId, JSON.stringify(secret));
}

/** Rotates every secret to an unusable text. The repair stores the vendor's secret again, which stayed `AWSPREVIOUS`. */
export async function misrotate(endpoints: Endpoints): Promise<{ readonly repair: () => Promise<void> }> {
  const names = await readSecretNames(endpoints);
  const read = (SecretId: string) => callAws(endpoints.aws, "secretsmanager.GetSecretValue", { SecretId });
  const values = await Promise.all(names.map(async (name) => v.parse(valueSchema, await read(name))));
  for (const name of names) await store(endpoints, name, unusableText);
  return {
    async repair() {
      for (const [index, name] of names.entries()) await store(endpoints, name, values[index]?.SecretString);
    },
  };
}

export async function readSecretNames({ aws }: Endpoints): Promise<string[]> {
  const list = v.parse(listSchema, await callAws(aws, "secretsmanager.ListSecrets", {}));
  return list.SecretList.map(({ Name }) => Name);
}

async function store({ aws }: Endpoints, SecretId?: string, SecretString?: string): Promise<void> {
  const ClientRequestToken = randomUUID();
  await callAws(aws, "secretsmanager.PutSecretValue", { SecretId, SecretString, ClientRequestToken });
}
