import { X509Certificate } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { thales as thalesSource } from "../../functions/thales/vendor.ts";
import { projectDirectory } from "../../infra/project.ts";
import { checkStageSettings, readStageSettings } from "../../infra/settings/read-stage-settings.ts";
import { SettingsError } from "../../infra/settings/settings-error.ts";
import { functionAuthenticationOf } from "../../infra/settings/source-authentication.ts";
import { createChain } from "../support/certificate-chain.ts";
import { readStages, today } from "../support/synthesized-stack.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const certificateArn = "arn:aws:acm:eu-west-1:111122223333:certificate/1";
const ordinary = { name: "notifications.example.com", certificateArn };
const mutualTls = { name: "mtls.example.com", certificateArn, truststore: "infra/example-truststore.pem" };
const names = { subject: "CN=push", issuer: "CN=Authority 1" };
const bound = { clientCertificate: { pins: [names] } };

const check =
  (changes: Readonly<Record<string, unknown>>, stage = "example") =>
  () =>
    checkStageSettings({ retainData: false, logRetentionDays: 30, ...changes }, today, stage);
const thales = (authentication: unknown, changes = {}) =>
  check({ sources: { thales: { authentication } }, ...changes });
const pinned = (...pins: readonly unknown[]) =>
  thales({ clientCertificate: { pins } }, { domains: { ordinary, mutualTls } });

const directory = temporaryDirectory();
const trusting = (name: string, ...certificates: readonly string[]) => {
  const truststore = join(directory, name);
  writeFileSync(truststore, certificates.join("\n"));
  return { ordinary, mutualTls: { ...mutualTls, truststore } };
};
const [one = "", namesake = ""] = [await createChain(1, today), await createChain(1, today)].flat();
const exampleAuthority = readFileSync(join(projectDirectory, "infra", "example-truststore.pem"), "utf8");

describe("the settings of a stage", () => {
  it.each(["dev", "example"])("are read from cdk.json by the name %s", (stage) => {
    expect(readStageSettings(readStages(), stage, today)).toHaveProperty("sources.yoti");
  });

  it.each([
    [
      "a stage that is not there",
      () => readStageSettings(readStages(), "nope", today),
      /^there is no stage "nope" in cdk\.json: it has dev, example$/,
    ],
    [
      "a mistake in a stage of cdk.json",
      () => readStageSettings({ dev: {}, prod: { retainData: "yes" } }, "prod", today),
      /^cdk\.json, stage "prod": retainData: is neither true nor false$/,
    ],
    [
      "a stage of cdk.json that holds no settings",
      () => readStageSettings({ prod: null }, "prod", today),
      /^cdk\.json, stage "prod": the stage: /,
    ],
    ["no stages at all", () => readStageSettings(undefined, "dev", today), /it has none$/],
    ["an unknown setting", check({ colour: "red" }), /^colour: there is no such setting$/],
    [
      "an unknown setting of a source",
      check({ sources: { yoti: { colour: 1 } } }),
      /^sources\.yoti\.colour: there is no such setting$/,
    ],
    [
      "a setting that is missing",
      () => checkStageSettings({ logRetentionDays: 30 }, today),
      /^retainData: is missing$/,
    ],
    [
      "a period that CloudWatch does not have",
      check({ logRetentionDays: 31 }),
      /^logRetentionDays: is not a period that CloudWatch Logs has$/,
    ],
    ["too little memory", check({ memoryMb: 128 }), /^memoryMb: is below 256$/],
    ["half a megabyte", check({ memoryMb: 512.5 }), /^memoryMb: is not a whole number$/],
    ["more memory than Lambda has", check({ memoryMb: 10_241 }), /^memoryMb: is above 10240$/],
    [
      "platform logs that are no yes or no",
      check({ platformLogs: "WARN" }),
      /^platformLogs: is neither true nor false$/,
    ],
    [
      "access logs that are no yes or no",
      check({ accessLogs: 1 }),
      /^accessLogs: is neither true nor false$/,
    ],
    [
      "a source that is not there",
      check({ sources: { acme: {} } }),
      /^sources\.acme: there is no such setting$/,
    ],
    [
      "a source without authentication",
      check({ sources: { yoti: { authentication: {} } } }),
      /^sources\.yoti\.authentication: .*at least one/,
    ],
    [
      "a scheme that the source does not have",
      check({ sources: { yoti: { authentication: { jwt: {} } } } }),
      /^sources\.yoti\.authentication: .*"jwt"$/,
    ],
    [
      "two schemes that read one header",
      check({ sources: { yoti: { authentication: { authorization: {}, sessionToken: {} } } } }),
      /^sources\.yoti\.authentication: .*authorization, sessionToken: .*Authorization$/,
    ],
    [
      "a setting of a token that is none",
      check({ sources: { yoti: { authentication: { sessionToken: { alsoStatic: "yes" } } } } }),
      /^sources\.yoti\.authentication\.sessionToken\.alsoStatic: /,
    ],
    [
      "a range that is none",
      thales({ sourceAddress: { ranges: ["10.0.0.0/33"] } }),
      /^sources\.thales\.authentication\.sourceAddress\.ranges\.0: is not an address or a CIDR range/,
    ],
    [
      "a range of everything",
      thales({ sourceAddress: { ranges: ["0.0.0.0/0"] } }),
      /^sources\.thales\.authentication\.sourceAddress\.ranges\.0: is not/,
    ],
    [
      "a fingerprint that is none",
      pinned({ sha256: "abc" }),
      /^sources\.thales\.authentication\.clientCertificate\.pins\.0\.sha256: /,
    ],
    [
      "a pin in another form",
      pinned({ fingerprint: "AA" }),
      /^sources\.thales\.authentication\.clientCertificate\.pins\.0: is neither \{"sha256"\} nor \{"subject","issuer"\}$/,
    ],
    [
      "client certificates without pins",
      thales({ clientCertificate: {} }, { domains: { ordinary, mutualTls } }),
      /^sources\.thales\.authentication\.clientCertificate\.pins: is missing$/,
    ],
    [
      "an unknown setting of the second of two checks",
      thales({ sharedSecret: {}, sourceAddress: { ranges: ["192.0.2.1"], colour: "red" } }),
      /^sources\.thales\.authentication\.sourceAddress\.colour: there is no such setting$/,
    ],
    [
      "settings of a check that are no settings",
      thales({ sourceAddress: "192.0.2.1" }),
      /^sources\.thales\.authentication\.sourceAddress: Invalid type: /,
    ],
    [
      "a rate of nothing",
      check({ sources: { yoti: { throttling: { ratePerSecond: 0, burst: 1 } } } }),
      /^sources\.yoti\.throttling\.ratePerSecond: is below 1$/,
    ],
    [
      "a silence of more than a week",
      check({ sources: { yoti: { silentAfterHours: 169 } } }),
      /^sources\.yoti\.silentAfterHours: is above 168, a week$/,
    ],
    [
      "a domain without a certificate",
      check({ domains: { ordinary: { name: "a.example.com" } } }),
      /^domains\.ordinary\.certificateArn: is missing$/,
    ],
    [
      "a topic that is none",
      check({ alarmTopicArn: "operations" }),
      /^alarmTopicArn: is not the ARN of a standard SNS topic$/,
    ],
    [
      "a FIFO topic",
      check({ alarmTopicArn: "arn:aws:sns:eu-west-1:111122223333:a.fifo" }),
      /^alarmTopicArn: is not/,
    ],
    [
      "an alias of a key",
      check({ encryptionKeyArn: "arn:aws:kms:eu-west-1:111122223333:alias/a" }),
      /^encryptionKeyArn: .*alias/,
    ],
    [
      "a domain outside its zone",
      check({ domains: { ordinary: { ...ordinary, hostedZone: { id: "Z1", name: "example.org" } } } }),
      /^domains\.ordinary\.hostedZone\.name: notifications\.example\.com is not in example\.org$/,
    ],
    [
      "a zone's id that is none",
      check({
        domains: { ordinary: { ...ordinary, hostedZone: { id: "/hostedzone/Z1", name: "example.com" } } },
      }),
      /^domains\.ordinary\.hostedZone\.id: is not the id/,
    ],
    [
      "one name for two domains",
      check({ domains: { ordinary, mutualTls: { ...mutualTls, name: ordinary.name } } }),
      /^domains\.ordinary\.name: is the mutual TLS domain's name as well$/,
    ],
    [
      "a client certificate without a domain for it",
      thales(bound),
      /^domains\.mutualTls: is missing, and thales cannot show/,
    ],
    [
      "a mutual TLS domain alone",
      check({ domains: { mutualTls }, sources: { thales: { authentication: bound } } }),
      /^domains\.ordinary: is missing, and pipwave, frankieone, yoti(, \w+)* would be out of reach/,
    ],
    [
      "a trust store that is not there",
      check({ domains: { ordinary, mutualTls: { ...mutualTls, truststore: "nowhere.pem" } } }),
      /^domains\.mutualTls\.truststore: is not a file of certificates in PEM/,
    ],
    [
      "a pin by the names of no authority in the trust store",
      pinned(names),
      /^sources\.thales\.authentication\.clientCertificate: no authority of this name is in the trust store: CN=Authority 1$/,
    ],
    [
      "a pin by the name of two authorities",
      thales(bound, { domains: trusting("two.pem", one, namesake) }),
      /^sources\.thales\.authentication\.clientCertificate: authorities with different keys have this name in the trust store: CN=Authority 1$/,
    ],
    [
      "a key that the deployer names",
      thales({ clientCertificate: { pins: [names], issuerKeys: {} } }, { domains: trusting("one.pem", one) }),
      /^sources\.thales\.authentication\.clientCertificate\.issuerKeys: there is no such setting$/,
    ],
    [
      "every IPv4 address as a range of IPv6",
      thales({ sourceAddress: { ranges: ["192.0.2.1", "::ffff:0:0/96"] } }),
      /^sources\.thales\.authentication\.sourceAddress\.ranges\.1: is not an IPv6 network's/,
    ],
    [
      "half of all addresses",
      thales({ sourceAddress: { ranges: ["::/1"] } }),
      /^sources\.thales\.authentication\.sourceAddress\.ranges\.0: is not one network's/,
    ],
    [
      "an age below the vendor's retries",
      check({ sources: { frankieone: { authentication: { jwt: { maximumAgeSeconds: 86_400 } } } } }),
      /^sources\.frankieone\.authentication\.jwt\.maximumAgeSeconds: is below 90000/,
    ],
    [
      "the example's trust store in a stage of one's own",
      check({ domains: { ordinary, mutualTls } }, "prod"),
      /^domains\.mutualTls\.truststore: holds the example's authority/,
    ],
    [
      "the example's trust store in an app of one's own, in a file of another name",
      () =>
        checkStageSettings(
          { retainData: false, logRetentionDays: 30, domains: trusting("own.pem", one, exampleAuthority) },
          today,
        ),
      /^domains\.mutualTls\.truststore: holds the example's authority/,
    ],
  ])("are refused for %s, in one sentence that names it", (_, read, message) => {
    expect(read).toThrow(SettingsError);
    expect(read).toThrow(message);
  });

  it("keep the functions' own lines alone, unless a stage asks for more", () => {
    expect(check({})()).toMatchObject({ platformLogs: false, accessLogs: false });
  });

  it("leave a source that they do not name its own default", () => {
    expect(check({})().sources.yoti).not.toHaveProperty("authentication");
  });

  it("give a function the key that the issuer of pinned names has in the trust store", () => {
    const settings = thales(bound, { domains: trusting("bound.pem", one) })();
    const key = new X509Certificate(one).publicKey.export({ format: "der", type: "spki" });
    expect(functionAuthenticationOf(settings, thalesSource)).toEqual({
      clientCertificate: { pins: [names], issuerKeys: { [names.issuer]: key.toString("base64") } },
    });
  });

  it("give a function no key for a pin by fingerprint, which needs no authority of that name", () => {
    const sha256 = "ab".repeat(32);
    expect(functionAuthenticationOf(pinned({ sha256 })(), thalesSource)).toEqual({
      clientCertificate: { pins: [{ sha256 }], issuerKeys: {} },
    });
  });
});
