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

const configured = (expected: object) => ({ DomainNameConfigurations: [Match.objectLike(expected)] });
const asking = { MutualTlsAuthentication: { TruststoreUri: Match.anyValue() } };
const notAsking = { MutualTlsAuthentication: Match.absent() };
const proved = { OwnershipVerificationCertificateArn: Match.stringLikeRegexp(":acm:") };

it.each<readonly [string, string, object, number]>([
  ["the API's own address would go around mutual TLS", "Api", { DisableExecuteApiEndpoint: true }, 1],
  ["the API is mapped to both domains", "ApiMapping", {}, 2],
  ["the domains speak TLS 1.2 or later", "DomainName", configured({ SecurityPolicy: "TLS_1_2" }), 2],
  ["one asks for a client certificate", "DomainName", { DomainName: mutualTlsName, ...asking }, 1],
  ["and the other does not", "DomainName", { DomainName: ordinaryName, ...notAsking }, 1],
  ["a public certificate proves the name of an imported one", "DomainName", configured(proved), 1],
])("%s", (_, type, properties, count) => {
  example.resourcePropertiesCountIs(`AWS::ApiGatewayV2::${type}`, properties, count);
});

it("a stage without domains is reached at the API's own address", () => {
  const dev = synthesizeStage("dev");
  dev.hasResourceProperties("AWS::ApiGatewayV2::Api", { DisableExecuteApiEndpoint: false });
  dev.resourceCountIs("AWS::ApiGatewayV2::DomainName", 0);
});

it.each([mutualTlsName, ordinaryName])("%s has an alias record in its zone, without a lookup", (name) => {
  const alias = { Name: `${name}.`, Type: "A", HostedZoneId: "Z0000000EXAMPLE" };
  example.hasResourceProperties("AWS::Route53::RecordSet", alias);
});

it.each([
  ["Thales", `https://${mutualTlsName}/thales`],
  ["Pipwave", `https://${ordinaryName}/pipwave`],
  ["Frankieone", `https://${ordinaryName}/frankieone`],
  ["Yoti", `https://${ordinaryName}/yoti`],
])("%s is given the domain that it can use", (name, Value) => {
  example.hasOutput(`${name}Endpoint`, { Value });
});

describe("the trust store", () => {
  const directory = temporaryDirectory();
  const truststore = join(directory, "authorities.crt");
  /** Where the domain reads this chain, by the cloud assembly in `outdir`. */
  const uploadedFrom = (chain: readonly string[], outdir = temporaryDirectory()) => {
    writeFileSync(truststore, chain.map((pem) => pem.trim()).join(""));
    const template = synthesizeInto(outdir, { domains: domainsWith(truststore) });
    return JSON.stringify(template.findResources("AWS::ApiGatewayV2::DomainName"));
  };
  const [one, two] = [createChain(1, today), createChain(2, today)];

  it("is uploaded as a .pem file", async () => {
    const outdir = join(directory, "cdk.out");
    const [, hash] = /\/([0-9a-f]{64})\.pem"/.exec(uploadedFrom(await two, outdir)) ?? [];
    const uploaded = readFileSync(join(outdir, `asset.${hash}.pem`), "utf8");
    expect(uploaded).toBe((await two).map((pem) => `${pem.trim()}\n`).join(""));
  });

  it("is another object when its content is another, so that the domain reads it", async () => {
    const before = uploadedFrom(await two);
    expect(uploadedFrom(await two)).toBe(before);
    expect(uploadedFrom(await one)).not.toBe(before);
  });
});
