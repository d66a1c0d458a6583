import { outputName } from "../../../lib/wiring/output-name.ts";
import type { AwsApi } from "../../aws-api/aws-api.ts";
import { readLogLines } from "../../aws-api/functions.ts";
import { deployedChecks } from "../../doctor/checks.ts";
import { type Deployed, findAccessFaults, type NamedFunction } from "./access.ts";
import { periodMs, readFiredAlarms, readUsage } from "./cloudwatch.ts";

/** A log stream is a container's. */
async function readContainers(api: AwsApi, functions: readonly NamedFunction[], since: Date) {
  const all = functions.map(async ({ id, name }) => {
    const lines = await readLogLines(api, name, { startTime: since.getTime() });
    const streams = Map.groupBy(lines, ({ logStreamName }) => logStreamName).values();
    return [...streams].map((own) => ({ functionId: id, lines: own.map(({ message }) => message) }));
  });
  return (await Promise.all(all)).flat();
}

/** What nobody but AWS keeps, judges and counts. */
export function awsMembers(deployed: Deployed, api: AwsApi, since: Date) {
  const { stackName, outputs, sources } = deployed;
  const functions = sources.map(({ id }) => ({ id, name: outputs[`${outputName(id)}FunctionName`] ?? "" }));
  const all = [...functions, { id: "the relay", name: outputs.OutboxRelayFunctionName ?? "" }];
  const hasDomain = sources.some(({ address }) => !address.includes(".execute-api."));
  async function domainFaults(): Promise<string[]> {
    const findings = await deployedChecks(deployed, api, since).domains();
    return findings.flatMap(({ subject, text, next }) => (next === undefined ? [] : `${subject}: ${text}`));
  }
  return {
    logLines: async () => (await readContainers(api, all, since)).flatMap(({ lines }) => lines),
    containers: () => readContainers(api, functions, since),
    firedAlarms: () => readFiredAlarms(api, stackName, since),
    accessFaults: () => findAccessFaults(api, deployed, all),
    domainFaults: hasDomain ? domainFaults : undefined,
    usage: {
      periodMs,
      read: (from: Date, to: Date) => readUsage(api, deployed, functions, [from, to]),
    },
  };
}
