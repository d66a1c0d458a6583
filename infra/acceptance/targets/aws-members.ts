import { outputName } from "../../../lib/wiring/output-name.ts";
import type { AwsApi } from "../../aws-api/aws-api.ts";
import { readLogLines } from "../../aws-api/log-lines.ts";
import { deployedChecks } from "../../doctor/checks.ts";
import type { Container } from "../target.ts";
import { type Deployed, type NamedFunction, readAccess } from "./access.ts";
import { periodMs, readFiredAlarms, readUsage } from "./cloudwatch.ts";

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
  const outputOf = (id: string, what: string) => outputs[`${outputName(id)}${what}`] ?? "";
  const functions = sourceIds.map((id) => ({ id, name: outputOf(id, "FunctionName") }));
  const relay = { id: "the relay", name: outputs.OutboxRelayFunctionName ?? "" };
  const hasDomain = sourceIds.some((id) => !outputOf(id, "Endpoint").includes(".execute-api."));
  async function domainFaults(): Promise<string[]> {
    const checks = deployedChecks(deployed, api, { perSecond: undefined, now: since });
    const findings = (await checks.domains?.()) ?? [];
    return findings.flatMap(({ subject, text, next }) => (next === undefined ? [] : `${subject}: ${text}`));
  }
  const counted = {
    functionNames: functions.map(({ name }) => name),
    tableName: outputs.TableName ?? "",
    topicArn: outputs.TopicArn,
    queueUrl: consumers[0]?.queueUrl ?? "",
  };
  return {
    containers: () => readContainers(api, functions, since),
    firedAlarms: () => readFiredAlarms(api, stackName, since),
    access: () => readAccess(api, deployed, [...functions, relay]),
    domainFaults: hasDomain ? domainFaults : undefined,
    usage: { periodMs, read: (from: Date, to: Date) => readUsage(api, counted, from, to) },
  };
}
