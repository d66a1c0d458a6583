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
import { ARecord, RecordTarget } from "aws-cdk-lib/aws-route53";
import { ApiGatewayv2DomainProperties } from "aws-cdk-lib/aws-route53-targets";
import { Asset } from "aws-cdk-lib/aws-s3-assets";
import { Construct } from "constructs";
import type { DomainProps, DomainsProps, MutualTlsDomainProps } from "../settings/intake-props.ts";
import { canonicalTruststore } from "../settings/truststore.ts";

export interface IntakeDomainsProps {
  readonly domains: DomainsProps;
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
  #mutualTlsOf({ truststore, ownershipCertificate }: MutualTlsDomainProps): Partial<DomainNameProps> {
    const path = join(Stage.of(this)?.outdir ?? tmpdir(), `${this.node.addr}.pem`);
    writeFileSync(path, canonicalTruststore(truststore));
    const asset = new Asset(this, "Truststore", { path });
    return { mtls: { bucket: asset.bucket, key: asset.s3ObjectKey }, ownershipCertificate };
  }

  #addDomain(
    id: string,
    { name, certificate, hostedZone }: DomainProps,
    props: IntakeDomainsProps,
    extra: Partial<DomainNameProps>,
  ): void {
    const domainName = new DomainName(this, `${id}Domain`, {
      domainName: name,
      certificate,
      securityPolicy: SecurityPolicy.TLS_1_2,
      ...extra,
    });
    new ApiMapping(this, `${id}Mapping`, { api: props.api, stage: props.stage, domainName });
    if (!hostedZone) return;
    const target = new ApiGatewayv2DomainProperties(
      domainName.regionalDomainName,
      domainName.regionalHostedZoneId,
    );
    new ARecord(this, `${id}Alias`, {
      zone: hostedZone,
      recordName: name,
      target: RecordTarget.fromAlias(target),
    });
  }
}
