import { Duration } from "aws-cdk-lib";
import { Certificate } from "aws-cdk-lib/aws-certificatemanager";
import { Key } from "aws-cdk-lib/aws-kms";
import { HostedZone } from "aws-cdk-lib/aws-route53";
import { Topic } from "aws-cdk-lib/aws-sns";
import type { Construct } from "constructs";
import type { DomainProps, DomainsProps, NotificationIntakeProps } from "./intake-props.ts";
import type { StageSettings } from "./stage-settings.ts";

type DomainSettings = NonNullable<StageSettings["domains"]>;

/** Turns the names and ARNs of `cdk.json` into CDK's objects. */
export function stageProps(scope: Construct, settings: StageSettings): NotificationIntakeProps {
  const { encryptionKeyArn, alarmTopicArn, domains, consumers, visibilityTimeoutSeconds, ...same } = settings;
  return {
    ...same,
    consumers: consumers && consumersProps(consumers),
    domains: domains && domainsProps(scope, domains),
    visibilityTimeout: secondsOf(visibilityTimeoutSeconds),
    encryptionKey: encryptionKeyArn ? Key.fromKeyArn(scope, "EncryptionKey", encryptionKeyArn) : undefined,
    alarmTopic: alarmTopicArn ? Topic.fromTopicArn(scope, "AlarmTopic", alarmTopicArn) : undefined,
  };
}

function consumersProps(consumers: NonNullable<StageSettings["consumers"]>) {
  const props = Object.entries(consumers).map(
    ([id, { visibilityTimeoutSeconds, ...same }]) =>
      [id, { ...same, visibilityTimeout: secondsOf(visibilityTimeoutSeconds) }] as const,
  );
  return Object.fromEntries(props);
}

function secondsOf(count: number | undefined): Duration | undefined {
  return count === undefined ? undefined : Duration.seconds(count);
}

function domainsProps(scope: Construct, { mutualTls, ordinary }: DomainSettings): DomainsProps {
  return {
    mutualTls: mutualTls && {
      ...domainProps(scope, "MutualTls", mutualTls),
      truststore: mutualTls.truststore,
      ownershipCertificate: certificateOf(scope, "Ownership", mutualTls.ownershipCertificateArn),
    },
    ordinary: ordinary && domainProps(scope, "Ordinary", ordinary),
  };
}

function domainProps(
  scope: Construct,
  id: string,
  { name, certificateArn, hostedZone }: NonNullable<DomainSettings["ordinary"]>,
): DomainProps {
  return {
    name,
    certificate: Certificate.fromCertificateArn(scope, `${id}Certificate`, certificateArn),
    hostedZone:
      hostedZone &&
      HostedZone.fromHostedZoneAttributes(scope, `${id}Zone`, {
        hostedZoneId: hostedZone.id,
        zoneName: hostedZone.name,
      }),
  };
}

function certificateOf(scope: Construct, id: string, arn: string | undefined) {
  return arn ? Certificate.fromCertificateArn(scope, `${id}Certificate`, arn) : undefined;
}
