import { type IResource, type ResourceEnvironment, Stack, Token } from "aws-cdk-lib";
import type { Construct } from "constructs";
import {
  type ChosenConsumer,
  checkRoutes,
  chooseArchiveDays,
  chooseConsumer,
  onlyConsumer,
} from "./chosen-consumer.ts";
import { type ChosenSource, chooseSource } from "./chosen-source.ts";
import type { DomainsProps, NotificationIntakeProps } from "./intake-props.ts";
import { blame, SettingsError } from "./settings-error.ts";
import { functionAuthenticationOf } from "./source-authentication.ts";
import { faultOfTruststore } from "./truststore-fault.ts";
import { holdsExampleAuthority } from "./truststore.ts";

/**
 * Checks props against each other, as far as synthesis knows them. Returns what can be built of them, at least one consumer, and
 * a sentence for each fault. `now` is for certificates.
 */
export function checkIntake(scope: Construct, props: NotificationIntakeProps, now: Date) {
  const { domains = {} } = props;
  const faults: string[] = [];
  const keep: Keep = <Result>(check: () => Result) => keepFault(faults, check);
  const chosen = chooseEach(props.sources, keep, chooseSource);
  keep(() => checkNames(props));
  keep(() => checkDomains(domains, chosen));
  keep(() => checkHostedZones(domains));
  keep(() => checkTruststore(domains, now));
  const areDomainsSound = faults.every((fault) => !fault.startsWith("domains"));
  const sources = chosen.filter((source, index) =>
    keep(() => {
      checkTwins(source, chosen.slice(0, index));
      return checkAuthentication(source, domains);
    }),
  );
  const consumers = chooseConsumers(props.consumers, chosen, keep);
  keep(() => checkRoutes(props.unrouted, chosen, consumers));
  const archiveDays = keep(() => chooseArchiveDays(props.archiveDays));
  keep(() => checkPlaces(Stack.of(scope), props));
  return { sources, consumers, archiveDays, domains: areDomainsSound ? domains : {}, faults };
}

type Keep = <Result>(check: () => Result) => Result | undefined;

/** In the order of their ids. Those without a fault. */
function chooseEach<Props, Chosen>(
  listed: Readonly<Record<string, Props>>,
  keep: Keep,
  choose: (id: string, props: Props) => Chosen,
): Chosen[] {
  return Object.entries(listed)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([id, props]) => keep(() => choose(id, props)) ?? []);
}

function chooseConsumers(
  listed: NotificationIntakeProps["consumers"] = { [onlyConsumer]: {} },
  sources: readonly ChosenSource[],
  keep: Keep,
): ChosenConsumer[] {
  const chosen = chooseEach(listed, keep, (id, consumer) => chooseConsumer(id, consumer, sources));
  const named = chosen.filter((consumer, index) =>
    keep(() => checkConsumerName(consumer, chosen.slice(0, index))),
  );
  return named.length > 0 ? named : [chooseConsumer(onlyConsumer, {}, sources)];
}

function checkConsumerName({ id, name }: ChosenConsumer, others: readonly ChosenConsumer[]): true {
  if (others.some((other) => other.name === name))
    throw new SettingsError(`consumers.${id}: another consumer has ${name} in its outputs too`);
  return true;
}

/** Undefined if the check found a fault. */
function keepFault<Result>(faults: string[], check: () => Result): Result | undefined {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    faults.push(error.message);
    return undefined;
  }
}

function checkNames({ sources, consumers, alarmTopic }: NotificationIntakeProps): void {
  if (Object.keys(sources).length === 0)
    throw new SettingsError("sources: lists no source, and an intake needs one");
  if (consumers && Object.keys(consumers).length === 0)
    throw new SettingsError("consumers: lists no consumer. Leave it out for one that gets every event");
  if (alarmTopic?.fifo) throw new SettingsError("alarmTopic: is a FIFO topic, to which no alarm can publish");
}

/** With one secret, what is captured at one source would be valid at the other. */
function checkTwins({ id, name, secret }: ChosenSource, others: readonly ChosenSource[]): void {
  if (others.some((other) => other.name === name))
    throw new SettingsError(`sources.${id}: another source has ${name} in its outputs too`);
  if (secret && others.some((other) => other.secret?.secretArn === secret.secretArn))
    throw new SettingsError(`sources.${id}.secret: another source has the same secret`);
}

/** A mutual TLS domain asks every caller for a certificate, so other sources need another domain. */
function checkDomains({ mutualTls, ordinary }: DomainsProps, sources: readonly ChosenSource[]): void {
  const bound = sources.filter(({ needsMutualTls }) => needsMutualTls).map(({ id }) => id);
  const others = sources.filter(({ needsMutualTls }) => !needsMutualTls).map(({ id }) => id);
  if (bound.length > 0 && !mutualTls)
    throw new SettingsError(
      `domains.mutualTls: is missing, and ${bound.join(", ")} cannot show a client certificate without it`,
    );
  if (mutualTls && !ordinary && others.length > 0)
    throw new SettingsError(
      `domains.ordinary: is missing, and ${others.join(", ")} would be out of reach: they show no certificate`,
    );
  if (mutualTls && mutualTls.name === ordinary?.name)
    throw new SettingsError("domains.ordinary.name: is the mutual TLS domain's name as well");
}

function checkHostedZones(domains: DomainsProps): void {
  for (const [id, domain] of Object.entries(domains)) {
    const zone = domain?.hostedZone?.zoneName;
    if (Token.isUnresolved(zone) || Token.isUnresolved(domain?.name)) continue;
    if (zone && domain.name !== zone && !domain.name.endsWith(`.${zone}`))
      throw new SettingsError(`domains.${id}.hostedZone.name: ${domain.name} is not in ${zone}`);
  }
}

/** Only names that nobody can own may trust the example's authority. */
function checkTruststore({ mutualTls }: DomainsProps, now: Date): void {
  if (!mutualTls) return;
  const { name, truststore } = mutualTls;
  const fault =
    holdsExampleAuthority(truststore) && !name.endsWith(".example.com")
      ? "holds the example's authority, which belongs to no vendor: use the authority of yours"
      : faultOfTruststore(truststore, now);
  if (fault) throw new SettingsError(`domains.mutualTls.truststore: ${fault}`);
}

/** Refuses early what the function would refuse. */
function checkAuthentication(chosen: ChosenSource, { mutualTls }: DomainsProps): true {
  const path = `sources.${chosen.id}.authentication`;
  const authentication = functionAuthenticationOf(chosen, mutualTls?.truststore);
  // Each scheme alone shows whose settings are wrong. Together they show whether they fit.
  for (const [name, own] of Object.entries(authentication))
    blame(`${path}.${name}`, () => chosen.source.authenticator({ [name]: own }), path);
  blame(path, () => chosen.source.authenticator(authentication));
  return true;
}

/** API Gateway, CloudWatch and KMS take only what is in their own region. */
function checkPlaces(
  stack: Stack,
  { domains = {}, encryptionKey, alarmTopic }: NotificationIntakeProps,
): void {
  const { mutualTls, ordinary } = domains;
  const proof = mutualTls?.ownershipCertificate;
  const placed: readonly (readonly [string, IResource | undefined, string | undefined])[] = [
    ["domains.mutualTls.certificate", mutualTls?.certificate, mutualTls?.certificate.certificateArn],
    ["domains.mutualTls.ownershipCertificate", proof, proof?.certificateArn],
    ["domains.ordinary.certificate", ordinary?.certificate, ordinary?.certificate.certificateArn],
    ["encryptionKey", encryptionKey, encryptionKey?.keyArn],
    ["alarmTopic", alarmTopic, alarmTopic?.topicArn],
  ];
  for (const [path, resource, arn] of placed) {
    const { region, account } = placeOf(resource, arn);
    if (differ(region, stack.region))
      throw new SettingsError(`${path}: is in ${region}, and the stack is in ${stack.region}`);
    if (path.startsWith("domains") && differ(account, stack.account))
      throw new SettingsError(`${path}: is of the account ${account}, and the stack is of ${stack.account}`);
  }
}

/** An ARN says it. What the app makes itself has only its stack's. */
function placeOf(resource: IResource | undefined, arn: string | undefined): Partial<ResourceEnvironment> {
  const [, region, account] = /^arn:[^:]+:[^:]+:([^:$]+):([^:$]+):/.exec(arn ?? "") ?? [];
  return region && account ? { region, account } : (resource?.env ?? {});
}

function differ(own: string | undefined, stacks: string): boolean {
  return own !== undefined && !Token.isUnresolved(own) && !Token.isUnresolved(stacks) && own !== stacks;
}
