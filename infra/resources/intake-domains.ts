import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Stage } from "aws-cdk-lib";
import {
  ApiMapping,
  DomainName,
  type DomainNameProps,
  type HttpApi,
  type HttpStage,
  SecurityPolicy,
} from "aws-cdk-lib/aws-apigatewayv2";
import { Certificate } from "aws-cdk-lib/aws-certificatemanager";
import { ARecord, HostedZone, RecordTarget } from "aws-cdk-lib/aws-route53";
import { ApiGatewayv2DomainProperties } from "aws-cdk-lib/aws-route53-targets";
import { Asset } from "aws-cdk-lib/aws-s3-assets";
import { Construct } from "constructs";
import type { StageSettings } from "../settings/stage-settings.ts";
import { canonicalTruststore } from "../settings/truststore.ts";

type Domains = StageSettings["domains"];
type OrdinaryDomain = NonNullable<Domains["ordinary"]>;
type MutualTlsDomain = NonNullable<Domains["mutualTls"]>;

export interface IntakeDomainsProps {
  readonly domains: Domains;
  readonly api: HttpApi;
  readonly stage: HttpStage;
}

/** In API Gateway, mutual TLS is a property of a domain: one for vendors with a client certificate, one for the others. */
export class IntakeDomains extends Construct {
  constructor(scope: Construct, id: string, props: IntakeDomainsProps) {
    super(scope, id);
    const { ordinary, mutualTls } = props.domains;
    if (ordinary) this.#addDomain("Ordinary", ordinary, props, {});
    if (mutualTls) this.#addDomain("MutualTls", mutualTls, props, this.#mutualTlsOf(mutualTls));
  }

  /** The trust store's copy in S3 is named by its content. A changed one has a new name, so that the domain reads it. */
  #mutualTlsOf({ truststore, ownershipCertificateArn }: MutualTlsDomain): Partial<DomainNameProps> {
    const path = join(Stage.of(this)?.outdir ?? tmpdir(), `${this.node.addr}.pem`);
    writeFileSync(path, canonicalTruststore(truststore));
    const asset = new Asset(this, "Truststore", { path });
    const mtls = { bucket: asset.bucket, key: asset.s3ObjectKey };
    if (!ownershipCertificateArn) return { mtls };
    const ownershipCertificate = Certificate.fromCertificateArn(
      this,
      "OwnershipCertificate",
      ownershipCertificateArn,
    );
    return { mtls, ownershipCertificate };
  }

  #addDomain(
    id: string,
    settings: OrdinaryDomain,
    props: IntakeDomainsProps,
    extra: Partial<DomainNameProps>,
  ): void {
    const domainName = new DomainName(this, `${id}Domain`, {
      domainName: settings.name,
      certificate: Certificate.fromCertificateArn(this, `${id}Certificate`, settings.certificateArn),
      securityPolicy: SecurityPolicy.TLS_1_2,
      ...extra,
    });
    new ApiMapping(this, `${id}Mapping`, { api: props.api, stage: props.stage, domainName });
    if (!settings.hostedZone) return;
    const { id: hostedZoneId, name: zoneName } = settings.hostedZone;
    const target = new ApiGatewayv2DomainProperties(
      domainName.regionalDomainName,
      domainName.regionalHostedZoneId,
    );
    new ARecord(this, `${id}Alias`, {
      zone: HostedZone.fromHostedZoneAttributes(this, `${id}Zone`, { hostedZoneId, zoneName }),
      recordName: settings.name,
      target: RecordTarget.fromAlias(target),
    });
  }
}
