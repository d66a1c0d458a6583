import { generateKeyPairSync } from "node:crypto";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { vendors } from "../../../functions/vendors.ts";
import type { Endpoints } from "../../../infra/endpoints/endpoints.ts";
import { post } from "../../../infra/simulators/post.ts";
import { localTarget } from "../../../infra/simulators/simulator-client.ts";
import { loadSimulator } from "../../../infra/simulators/simulators.ts";
import { callMoto } from "./call-moto.ts";

/** Variables by their names. */
type Variables = Readonly<Record<string, string>>;

const secretList = v.object({ SecretList: v.array(v.object({ Name: v.string() })) });

/** What `cdk deploy --outputs-file outputs.json` would have written about the intake that runs here. */
export async function readOutputs(endpoints: Endpoints): Promise<Variables> {
  const headers = { "x-amz-target": "secretsmanager.ListSecrets" };
  const response = await fetch(endpoints.aws, { method: "POST", headers, body: "{}" });
  const names = v.parse(secretList, await response.json()).SecretList.map(({ Name }) => Name);
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

/** The variables that a reader has set. Secrets are those that the vendors of the running intake hold. */
export function givenVariables(project: string, { secrets }: Endpoints, outputs: Variables): Variables {
  return {
    ACCOUNT: "111122223333",
    // The vendor knows the authority behind the certificate of the mutual TLS domain.
    NODE_EXTRA_CA_CERTS: join(project, ".local", "ca.pem"),
    THALES_SECRET: secrets.thales?.secret ?? "",
    API_KEY: secrets.pipwave?.apiKey ?? "",
    API_SECRET: secrets.pipwave?.apiSecret ?? "",
    YOTI_TOKEN: secrets.yoti?.token ?? "",
    YOTI_SESSION_KEY: secrets.yoti?.sessionKey ?? "",
    YOTI_SECRET_NAME: outputs.YotiSecretName ?? "",
  };
}

/** The files that a reader has from elsewhere: outputs, the vendor's certificates, a public key. */
export function writeGivenFiles(project: string, outputs: Variables): void {
  const local = (name: string) => join(project, ".local", name);
  for (const name of ["push.pem", "cert.pem", "c.pem"]) cpSync(local("client.pem"), join(project, name));
  cpSync(local("client-key.pem"), join(project, "k.pem"));
  const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pem = publicKey.export({ type: "spki", format: "pem" });
  writeFileSync(join(project, "frankieone-public.pem"), pem);
  writeFileSync(
    join(project, "outputs.json"),
    `${JSON.stringify({ "NotificationIntake-prod": outputs }, null, 2)}\n`,
  );
}

/** What has happened before: a delivery that is authentic, and not understood. */
export async function deliverSomethingOdd(endpoints: Endpoints): Promise<void> {
  const target = localTarget("yoti", endpoints);
  const { createRequest } = await loadSimulator("yoti");
  const { path, headers } = await createRequest({}, target.vendorSide, new Date());
  await post(`${target.address}${path}`, headers, "{}", target.tls);
}

const template = v.object({ Resources: v.record(v.string(), v.object({ Type: v.string() })) });
const version = v.object({ VersionId: v.string() });
const certificate = v.object({ CertificateArn: v.string() });

/** What moto has to hold, so that it can be asked for; returns the variables that name it. Without it, any names do. */
export async function furnishMoto(
  url: string | undefined,
  project: string,
  { YotiSecretName }: Variables,
): Promise<Variables> {
  if (url === undefined)
    return {
      CERTIFICATE_ARN: "arn:aws:acm:eu-west-1:111122223333:certificate/1",
      OLD: "1",
      TYPO: "2",
      LEAKED: "2",
    };
  await createLogGroups(url, project);
  await callMoto(url, "apigateway", "/v2/domainnames", {
    domainName: "notifications.example.com",
    domainNameConfigurations: [{ apiGatewayDomainName: "d-1.execute-api.us-east-1.amazonaws.com" }],
  });
  const requested = { DomainName: "notifications.example.com", ValidationMethod: "DNS" };
  const { CertificateArn } = v.parse(
    certificate,
    await callMoto(url, "acm", "RequestCertificate", requested),
  );
  const secret = { Name: YotiSecretName, SecretString: "{}" };
  const old = v.parse(version, await callMoto(url, "secretsmanager", "CreateSecret", secret));
  const change = { SecretId: YotiSecretName, SecretString: "{ }" };
  const typo = v.parse(version, await callMoto(url, "secretsmanager", "PutSecretValue", change));
  // The section about a leak begins where the one about the typing error has ended.
  return {
    CERTIFICATE_ARN: CertificateArn,
    OLD: old.VersionId,
    TYPO: typo.VersionId,
    LEAKED: typo.VersionId,
  };
}

/** Named after the stack's own, as CloudFormation does it. */
async function createLogGroups(url: string, project: string): Promise<void> {
  const stack = join(project, ".local", "cdk.out", "NotificationIntake-local.template.json");
  const { Resources } = v.parse(template, JSON.parse(readFileSync(stack, "utf8")));
  for (const [id, { Type }] of Object.entries(Resources)) {
    const logGroupName = `NotificationIntake-prod-${id}-AbCdEfGhIjKl`;
    if (Type === "AWS::Logs::LogGroup") await callMoto(url, "logs", "CreateLogGroup", { logGroupName });
  }
}
