import { generateKeyPairSync, randomUUID } from "node:crypto";
import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { vendors } from "../../../functions/vendors.ts";
import type { Endpoints } from "../../../infra/endpoints/endpoints.ts";
import { deliverOnce, localTarget } from "../../../infra/simulators/simulator-client.ts";
import { loadSimulator } from "../../../infra/simulators/simulators.ts";
import { readSecretNames } from "../../support/rotation.ts";

type Variables = Readonly<Record<string, string>>;

/** Prepares the project. Returns the variables that the reader has set. */
export async function prepare(project: string, endpoints: Endpoints): Promise<Variables> {
  const outputs = await readOutputs(endpoints);
  writeGivenFiles(project, outputs);
  await deliverSomethingOdd(endpoints);
  const { secrets } = endpoints;
  return {
    ACCOUNT: "111122223333",
    CERTIFICATE_ARN: "arn:aws:acm:eu-west-1:111122223333:certificate/1",
    ...{ OLD: randomUUID(), TYPO: randomUUID(), LEAKED: randomUUID() },
    // The vendor trusts the mutual TLS domain's authority.
    NODE_EXTRA_CA_CERTS: join(project, ".local", "ca.pem"),
    THALES_SECRET: secrets.thales?.secret ?? "",
    API_KEY: secrets.pipwave?.apiKey ?? "",
    API_SECRET: secrets.pipwave?.apiSecret ?? "",
    YOTI_TOKEN: secrets.yoti?.token ?? "",
    YOTI_SESSION_KEY: secrets.yoti?.sessionKey ?? "",
  };
}

/** Imitates the file of `cdk deploy --outputs-file outputs.json`. */
async function readOutputs(endpoints: Endpoints): Promise<Variables> {
  const names = await readSecretNames(endpoints);
  const ofSources = vendors.flatMap(({ id }) => {
    const source = id.charAt(0).toUpperCase() + id.slice(1);
    return [
      [`${source}Endpoint`, `${endpoints.http}/${id}`],
      [`${source}FunctionName`, endpoints.functions[id] ?? ""],
      [`${source}SecretName`, names.find((name) => name.includes(source)) ?? ""],
    ];
  });
  return {
    ...Object.fromEntries(ofSources),
    QueueUrl: endpoints.queueUrl,
    DeadLetterQueueUrl: endpoints.deadLetterQueueUrl,
    QuarantineQueueUrl: endpoints.quarantineQueueUrl,
    OutboxRelayFunctionName: endpoints.relayFunction,
    TableName: endpoints.tableName,
  };
}

/** Outputs, the vendor's certificates, a public key. */
function writeGivenFiles(project: string, outputs: Variables): void {
  const local = (name: string) => join(project, ".local", name);
  for (const name of ["push.pem", "cert.pem", "c.pem"]) cpSync(local("client.pem"), join(project, name));
  cpSync(local("client-key.pem"), join(project, "k.pem"));
  const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  writeFileSync(join(project, "frankieone-public.pem"), publicKey.export({ type: "spki", format: "pem" }));
  writeFileSync(
    join(project, "outputs.json"),
    JSON.stringify({ "NotificationIntake-prod": outputs }, null, 2),
  );
}

/** An authentic body that the vendor's reader does not understand. */
async function deliverSomethingOdd(endpoints: Endpoints): Promise<void> {
  await deliverOnce(await loadSimulator("yoti"), localTarget("yoti", endpoints), {});
}
