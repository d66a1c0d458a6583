import { DescribeSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { outputName } from "../../../lib/wiring/output-name.ts";
import type { AwsApi } from "../../aws-api/aws-api.ts";
import { readLogLines } from "../../aws-api/log-lines.ts";
import { deployedChecks } from "../../doctor/checks.ts";
import type { readOutputs } from "../../endpoints/outputs.ts";
import type { Container, Target } from "../target.ts";
import { type AskedResource, simulateAccess } from "./access.ts";
import { periodMs, readFiredAlarms, readUsage } from "./cloudwatch.ts";

type Deployed = Pick<ReturnType<typeof readOutputs>, "outputs" | "stackName"> &
  Pick<Target, "clientSettings" | "consumers" | "quarantineQueueUrl">;
type Member = "containers" | "firedAlarms" | "access" | "domainFaults" | "usage";

interface NamedFunction {
  readonly id: string;
  readonly name: string;
}

/** A log stream is a container's. */
export async function readContainers(api: AwsApi, functions: readonly NamedFunction[], since: Date) {
  const all = functions.map(async ({ id, name }): Promise<Container[]> => {
    const lines = (await Array.fromAsync(readLogLines(api, name, { startTime: since.getTime() }))).flat();
    const streams = Map.groupBy(lines, ({ logStreamName }) => logStreamName).values();
    return [...streams].map((own) => ({ functionId: id, lines: own.map(({ message }) => message) }));
  });
  return (await Promise.all(all)).flat();
}

/** What nobody but AWS keeps, judges and counts. */
export function awsMembers(deployed: Deployed, sourceIds: readonly string[], api: AwsApi, since: Date) {
  const { stackName, outputs, consumers } = deployed;
  const functions = sourceIds.map((id) => ({ id, name: outputs[`${outputName(id)}FunctionName`] ?? "" }));
  const hasDomain = sourceIds.some((id) => !outputs[`${outputName(id)}Endpoint`]?.includes(".execute-api."));
  const { TableName: tableName = "", TopicArn: topicArn } = outputs;
  const functionNames = functions.map(({ name }) => name);
  const counted = { functionNames, tableName, topicArn, queueUrl: consumers[0]?.queueUrl ?? "" };
  const members: Pick<Target, Member> = {
    containers: () => readContainers(api, functions, since),
    firedAlarms: () => readFiredAlarms(api, stackName, since),
    async access() {
      const secrets = await readSecretArns(deployed, sourceIds);
      const shared = await listShared(deployed);
      const relay = { id: "the relay", name: outputs.OutboxRelayFunctionName ?? "" };
      const found = [...functions, relay].map(({ id, name }) => {
        const own = secrets.map(({ sourceId, arn }): AskedResource => {
          return { kind: sourceId === id ? "its own secret" : "another's secret", arn };
        });
        return simulateAccess(api, id, name, [...own, ...shared]);
      });
      return (await Promise.all(found)).flat();
    },
    async domainFaults() {
      const checks = deployedChecks(deployed, api, { perSecond: undefined, now: since });
      const findings = (await checks.domains?.()) ?? [];
      return findings.flatMap(({ subject, text, next }) => (next === undefined ? [] : `${subject}: ${text}`));
    },
    usage: { periodMs, read: (from, to) => readUsage(api, counted, from, to) },
  };
  return hasDomain ? members : { ...members, domainFaults: undefined };
}

async function readSecretArns({ outputs, clientSettings }: Deployed, sourceIds: readonly string[]) {
  const client = new SecretsManagerClient(clientSettings);
  const found = sourceIds.map(async (sourceId) => {
    const SecretId = outputs[`${outputName(sourceId)}SecretName`];
    if (SecretId === undefined) return [];
    const { ARN: arn = "" } = await client.send(new DescribeSecretCommand({ SecretId }));
    return [{ sourceId, arn }];
  });
  return (await Promise.all(found)).flat();
}

/** What every function is asked about. */
async function listShared(deployed: Deployed): Promise<AskedResource[]> {
  const { outputs, clientSettings, consumers, quarantineQueueUrl } = deployed;
  const sqs = new SQSClient(clientSettings);
  const arnOf = async (QueueUrl: string) => {
    const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] });
    return (await sqs.send(command)).Attributes?.QueueArn ?? "";
  };
  const quarantine = await arnOf(quarantineQueueUrl);
  const { TopicArn, TableName } = outputs;
  const queues = consumers.map(async ({ queueUrl, deadLetterQueueUrl }): Promise<AskedResource[]> => [
    { kind: TopicArn === undefined ? "where events go" : "a consumer's queue", arn: await arnOf(queueUrl) },
    { kind: "a consumer's queue", arn: await arnOf(deadLetterQueueUrl) },
  ]);
  return [
    ...(await Promise.all(queues)).flat(),
    ...(TopicArn === undefined ? [] : [{ kind: "where events go" as const, arn: TopicArn }]),
    { kind: "the quarantine", arn: quarantine },
    { kind: "the table", arn: quarantine.replace(/:sqs:(.+):[^:]+$/, `:dynamodb:$1:table/${TableName}`) },
  ];
}
