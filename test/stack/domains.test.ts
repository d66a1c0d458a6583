import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Match } from "aws-cdk-lib/assertions";
import { describe, expect, it } from "vitest";
import { createChain } from "../support/certificate-chain.ts";
import { synthesizeInto, synthesizeStage, today } from "../support/synthesized-stack.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const example = synthesizeStage("example");
const mutualTlsName = "mtls.notifications.example.com";
const ordinaryName = "notifications.example.com";

const certificateArn = "arn:aws:acm:eu-west-1:111122223333:certificate/1";
const domainsWith = (truststore: string) => ({
  mutualTls: { name: mutualTlsName, certificateArn, truststore },
  ordinary: { name: ordinaryName, certificateArn },
});

describe("a stage without domains", () => {
  const dev = synthesizeStage("dev");

  it("is reached at the API's own address", () => {
    dev.hasResourceProperties("AWS::ApiGatewayV2::Api", { DisableExecuteApiEndpoint: false });
    dev.resourceCountIs("AWS::ApiGatewayV2::DomainName", 0);
  });
});

describe("the API of a stage with domains", () => {
  it("is out of reach at its own address, which would go around mutual TLS", () => {
    example.hasResourceProperties("AWS::ApiGatewayV2::Api", { DisableExecuteApiEndpoint: true });
  });

  it("is mapped to both domains", () => {
    example.resourceCountIs("AWS::ApiGatewayV2::ApiMapping", 2);
  });

  it("is given to each vendor under the domain that it can use", () => {
    example.hasOutput("ThalesEndpoint", { Value: `https://${mutualTlsName}/thales` });
    for (const [output, path] of Object.entries({
      Pipwave: "pipwave",
      Frankieone: "frankieone",
      Yoti: "yoti",
    })) {
      example.hasOutput(`${output}Endpoint`, { Value: `https://${ordinaryName}/${path}` });
    }
  });
});

describe("the domains", () => {
  it("speak TLS 1.2 or later", () => {
    example.resourcePropertiesCountIs(
      "AWS::ApiGatewayV2::DomainName",
      { DomainNameConfigurations: [Match.objectLike({ SecurityPolicy: "TLS_1_2" })] },
      2,
    );
  });

  it("ask for a client certificate on the one and on no other", () => {
    example.hasResourceProperties("AWS::ApiGatewayV2::DomainName", {
      DomainName: mutualTlsName,
      MutualTlsAuthentication: { TruststoreUri: Match.anyValue() },
    });
    example.hasResourceProperties("AWS::ApiGatewayV2::DomainName", {
      DomainName: ordinaryName,
      MutualTlsAuthentication: Match.absent(),
    });
  });

  it("prove with a public certificate that the name of an imported one is ours", () => {
    example.hasResourceProperties("AWS::ApiGatewayV2::DomainName", {
      DomainNameConfigurations: [
        Match.objectLike({ OwnershipVerificationCertificateArn: Match.stringLikeRegexp(":acm:") }),
      ],
    });
  });

  it("have alias records in the given zone, without looking anything up", () => {
    for (const name of [mutualTlsName, ordinaryName]) {
      example.hasResourceProperties("AWS::Route53::RecordSet", {
        Name: `${name}.`,
        Type: "A",
        HostedZoneId: "Z0000000EXAMPLE",
      });
    }
  });
});

describe("the trust store", () => {
  it("is uploaded as a .pem file, one certificate after the other however the stage's file joins them", async () => {
    const directory = temporaryDirectory();
    const truststore = join(directory, "authorities.crt");
    const chain = await createChain(2, today);
    writeFileSync(truststore, chain.map((pem) => pem.trim()).join(""));
    const template = synthesizeInto(join(directory, "cdk.out"), { domains: domainsWith(truststore) });
    const uri = JSON.stringify(template.findResources("AWS::ApiGatewayV2::DomainName"));
    const [, hash] = /\/([0-9a-f]{64})\.pem"/.exec(uri) ?? [];
    const uploaded = readFileSync(join(directory, "cdk.out", `asset.${hash}.pem`), "utf8");
    expect(uploaded).toBe(chain.map((pem) => `${pem.trim()}\n`).join(""));
  });

  it("is another object when its content is another, so that the domain reads it", async () => {
    const directory = temporaryDirectory();
    const truststore = join(directory, "truststore.pem");
    const uriOf = () => {
      const template = synthesizeInto(temporaryDirectory(), { domains: domainsWith(truststore) });
      const domains = Object.values(template.findResources("AWS::ApiGatewayV2::DomainName"));
      return JSON.stringify(domains.map(({ Properties }) => Properties.MutualTlsAuthentication));
    };
    writeFileSync(truststore, (await createChain(2, today)).join("\n"));
    const before = [uriOf(), uriOf()];
    writeFileSync(truststore, (await createChain(1, today)).join("\n"));
    const after = uriOf();
    expect(before[0]).toBe(before[1]);
    expect(after).not.toBe(before[0]);
  });
});
