import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { AwsApi } from "../aws-api/aws-api.ts";
import { localClientSettings } from "../endpoints/client-settings.ts";
import type { Endpoints } from "../endpoints/endpoints.ts";
import type { DeployedIntake } from "../endpoints/outputs.ts";
import { projectDirectory } from "../project.ts";
import { checkAddress } from "./addresses.ts";
import { checkAlarms } from "./alarms.ts";
import { checkDomain, type Domain, readDomain } from "./domains.ts";
import type { Check, Finding } from "./finding.ts";
import { checkQueues } from "./queues.ts";
import { checkQuotas } from "./quotas.ts";
import { checkSecret } from "./secrets.ts";

/** The throttle of a source, unless its stage says otherwise. */
const defaultPerSecond = 100;

/** Secrets come last: a function reads its secret when its address is asked, and its log takes seconds. */
export function deployedChecks(
  { outputs, stackName, clientSettings }: Omit<DeployedIntake, "quarantineQueueUrl">,
  api: AwsApi,
  now: Date,
  perSecond?: number,
) {
  const sources = Object.entries(outputs).flatMap(([name, address]) => {
    const id = /^(.+)Endpoint$/.exec(name)?.[1];
    return id ? [{ id, address, functionName: outputs[`${id}FunctionName`] ?? "" }] : [];
  });
  const hosts = new Set(sources.map(({ address }) => new URL(address).hostname));
  const domains: Domain[] = [];
  const isMutualTls = (address: string) =>
    domains.some((domain) => domain.mutualTlsAuthentication && address.includes(`//${domain.name}`));
  return {
    domains: async () => {
      for (const host of hosts) if (!/\.execute-api\./.test(host)) domains.push(await readDomain(api, host));
      return all(domains, (domain) => checkDomain(api, domain, now));
    },
    addresses: () =>
      all(sources, (source) => checkAddress({ ...source, isMutualTls: isMutualTls(source.address) })),
    queues: () => checkQueues(clientSettings, outputs),
    alarms: () => checkAlarms(api, clientSettings, stackName),
    quotas: () => checkQuotas(api, perSecond ?? defaultPerSecond * sources.length),
    secrets: () => all(sources, ({ id, functionName }) => checkSecret(api, id, functionName, now)),
  } satisfies Record<string, Check>;
}

/** What there is on this computer. */
export function localChecks(endpoints: Endpoints) {
  const { mutualTls, certificates, consumers, quarantineQueueUrl } = endpoints;
  const tls = { ca: readFileSync(resolve(projectDirectory, certificates.ca)) };
  const queues = Object.entries(consumers).flatMap(([id, { queueUrl, deadLetterQueueUrl }]) => [
    [`${id}QueueUrl`, queueUrl],
    [`${id}DeadLetterQueueUrl`, deadLetterQueueUrl],
  ]);
  const outputs = { ...Object.fromEntries(queues), QuarantineQueueUrl: quarantineQueueUrl };
  return {
    addresses: () =>
      all(Object.entries(endpoints.sources), ([id, { url: address }]) =>
        checkAddress({ id, address, isMutualTls: address.startsWith(mutualTls), tls }),
      ),
    queues: () => checkQueues(localClientSettings(endpoints), outputs),
  };
}

async function all<Item>(items: readonly Item[], check: (item: Item) => Promise<readonly Finding[]>) {
  return (await Promise.all(items.map(check))).flat();
}
