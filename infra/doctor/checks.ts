import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { AwsApi } from "../aws-api/aws-api.ts";
import { localClientSettings } from "../endpoints/client-settings.ts";
import type { Endpoints } from "../endpoints/endpoints.ts";
import type { readOutputs } from "../endpoints/outputs.ts";
import { projectDirectory } from "../project.ts";
import { checkAddress } from "./addresses.ts";
import { checkAlarms } from "./alarms.ts";
import { checkDomain, type Domain, readDomain } from "./domains.ts";
import type { Check } from "./finding.ts";
import { checkQueues } from "./queues.ts";
import { checkQuotas } from "./quotas.ts";
import { checkSecret } from "./secrets.ts";

type Checks = Readonly<Record<string, Check>>;
type Deployed = Pick<ReturnType<typeof readOutputs>, "outputs" | "stackName"> & {
  readonly clientSettings: Parameters<typeof checkQueues>[0];
};

/** The throttle of a source, unless its stage says otherwise. */
const defaultPerSecond = 100;

interface Options {
  readonly perSecond: number | undefined;
  readonly now: Date;
}

/** Secrets come last: a function reads its secret when its address is asked, and its log takes seconds. */
export function deployedChecks(
  { outputs, stackName, clientSettings }: Deployed,
  api: AwsApi,
  { perSecond, now }: Options,
): Checks {
  const sources = Object.entries(outputs).flatMap(([name, address]) => {
    const id = /^(.+)Endpoint$/.exec(name)?.[1];
    return id ? [{ id, address, functionName: outputs[`${id}FunctionName`] ?? "" }] : [];
  });
  const hosts = [...new Set(sources.map(({ address }) => new URL(address).hostname))];
  const domains: Domain[] = [];
  return {
    domains: async () => {
      for (const host of hosts) if (!/\.execute-api\./.test(host)) domains.push(await readDomain(api, host));
      return (await Promise.all(domains.map((domain) => checkDomain(api, domain, now)))).flat();
    },
    addresses: () => {
      const isMutualTls = (address: string) =>
        domains.some((domain) => domain.mutualTlsAuthentication && address.includes(`//${domain.name}`));
      return all(sources, (source) => checkAddress({ ...source, isMutualTls: isMutualTls(source.address) }));
    },
    queues: () => checkQueues(clientSettings, outputs),
    alarms: () => checkAlarms(api, clientSettings, stackName),
    quotas: () => checkQuotas(api, perSecond ?? defaultPerSecond * sources.length),
    secrets: () => all(sources, ({ id, functionName }) => checkSecret(api, id, functionName, now)),
  };
}

/** What there is on this computer. */
export function localChecks(endpoints: Endpoints): Checks {
  const { mutualTls, certificates, consumers, quarantineQueueUrl } = endpoints;
  const tls = { ca: readFileSync(resolve(projectDirectory, certificates.ca)) };
  const deadLetters = Object.entries(consumers).flatMap(([id, queues]) => [
    [`${id}QueueUrl`, queues.queueUrl],
    [`${id}DeadLetterQueueUrl`, queues.deadLetterQueueUrl],
  ]);
  const outputs = { ...Object.fromEntries(deadLetters), QuarantineQueueUrl: quarantineQueueUrl };
  return {
    addresses: () =>
      all(Object.entries(endpoints.sources), ([id, { url: address }]) =>
        checkAddress({ id, address, isMutualTls: address.startsWith(mutualTls), tls }),
      ),
    queues: () => checkQueues(localClientSettings(endpoints), outputs),
  };
}

async function all<Item, Result>(items: readonly Item[], check: (item: Item) => Promise<readonly Result[]>) {
  return (await Promise.all(items.map(check))).flat();
}
