import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Runtime } from "aws-cdk-lib/aws-lambda";
import { describe, expect, it } from "vitest";
import { projectDirectory } from "../../infra/project.ts";
import { checkCdk } from "../../infra/settings/check-cdk.ts";
import { chooseSource } from "../../infra/settings/chosen-source.ts";
import { readStageSettings } from "../../infra/settings/read-stage-settings.ts";
import { SettingsError } from "../../infra/settings/settings-error.ts";
import { functionAuthenticationOf } from "../../infra/settings/source-authentication.ts";
import { createChain } from "../support/certificate-chain.ts";
import { readStages, synthesizeInto, today } from "../support/synthesized-stack.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const certificateArn = "arn:aws:acm:eu-west-1:111122223333:certificate/1";
const ordinary = { name: "notifications.example.com", certificateArn };
const mutualTls = { name: "mtls.example.com", certificateArn, truststore: "infra/example-truststore.pem" };
const domainsWith = (changes: object) => ({ ordinary, mutualTls: { ...mutualTls, ...changes } });
const names = { subject: "CN=push", issuer: "CN=Authority 1" };
const bound = { clientCertificate: { pins: [names] } };
const keyed = { clientCertificate: { pins: [names], issuerKeys: {} } };

const check = (changes: object) => synthesizeInto(temporaryDirectory(), { ...changes });
const checkThales = (authentication: unknown, changes = {}) =>
  check({ sources: { thales: { authentication } }, ...changes });
const pinned = (...pins: readonly unknown[]) =>
  checkThales({ clientCertificate: { pins } }, { domains: { ordinary, mutualTls } });

/** Settings with one value at this path. */
const settingAt = (path: string, value: unknown) =>
  Object(path.split(".").reduceRight((inner, name) => ({ [name]: inner }), value));

const directory = temporaryDirectory();
const trusting = (name: string, ...certificates: readonly string[]) => {
  const truststore = join(directory, name);
  writeFileSync(truststore, certificates.join("\n"));
  return domainsWith({ truststore });
};
const [one = "", namesake = ""] = [await createChain(1, today), await createChain(1, today)].flat();
const exampleAuthority = readFileSync(join(projectDirectory, "infra", "example-truststore.pem"), "utf8");

describe("the settings of a stage", () => {
  it.each<readonly [unknown, string, RegExp]>([
    [readStages(), "nope", /^there is no stage "nope" in cdk\.json: it has dev, example$/],
    [undefined, "dev", /it has none$/],
    [{ prod: null }, "prod", /^cdk\.json, stage "prod": the stage: /],
    [
      { dev: {}, prod: { sources: {}, retainData: "yes" } },
      "prod",
      /^cdk\.json, stage "prod": retainData: is neither true nor false$/,
    ],
    [{ a_b: {} }, "a_b", /^cdk\.json, stage "a_b": a stage's name has letters, digits and hyphens only$/],
  ])("are refused in one sentence that names it: of %j the stage %s", (stages, name, message) => {
    const read = () => readStageSettings(stages, name);
    expect(read).toThrow(SettingsError);
    expect(read).toThrow(message);
  });

  const thales = "sources.thales.authentication";
  const inZone = (id: string, name: string) => ({ ...ordinary, hostedZone: { id, name } });
  it.each<readonly [string, unknown, string]>([
    ["colour", "red", ": there is no such setting$"],
    ["retainData", undefined, ": is missing$"],
    ["logRetentionDays", 31, ": is not a period that CloudWatch Logs has$"],
    ["memoryMb", 128, ": is below 256$"],
    ["memoryMb", 512.5, ": is not a whole number$"],
    ["memoryMb", 10_241, ": is above 10240$"],
    ["platformLogs", "WARN", ": is neither true nor false$"],
    ["accessLogs", 1, ": is neither true nor false$"],
    ["tracing", "Active", ": is neither true nor false$"],
    ["alarmTopicArn", "operations", ": is not the ARN of a standard SNS topic$"],
    ["alarmTopicArn", "arn:aws:sns:eu-west-1:111122223333:a.fifo", ": is not"],
    ["encryptionKeyArn", "arn:aws:kms:eu-west-1:111122223333:alias/a", ": .*alias"],
    ["sources.acme", {}, ': is no vendor\'s name, so it needs "vendor": thales, '],
    ["sources.yoti.vendor", "acme", ': there is no vendor "acme": choose one of thales, '],
    ["sources.a", { vendor: "yoti" }, ": an id is 2 to 24 lower-case letters"],
    ["sources.yoti--eu", { vendor: "yoti" }, ": an id is 2 to 24 lower-case letters"],
    ["sources.Yoti", { vendor: "yoti" }, ": an id is 2 to 24 lower-case letters"],
    ["sources.relay", { vendor: "yoti" }, ": is a name that the intake itself uses$"],
    ["sources.yoti.colour", 1, ": there is no such setting$"],
    ["sources.yoti.throttling", { ratePerSecond: 0, burst: 1 }, ".ratePerSecond: is below 1$"],
    ["sources.yoti.silentAfterHours", 169, ": is above 168, a week$"],
    ["sources.yoti.authentication", {}, ": .*at least one"],
    ["sources.yoti.authentication.sessionToken.alsoStatic", "yes", ": "],
    [`${thales}.sourceAddress.ranges`, ["192.0.2.1", "::ffff:0:0/96"], ".1: is not an IPv6 network's"],
    [`${thales}.sourceAddress`, "192.0.2.1", ": Invalid type: "],
    [
      thales,
      { sharedSecret: {}, sourceAddress: { ranges: ["192.0.2.1"], colour: "red" } },
      ".sourceAddress.colour: there is no such setting$",
    ],
    ["domains.ordinary", { name: "a.example.com" }, ".certificateArn: is missing$"],
    ["domains.ordinary", inZone("Z1", "example.org"), ".hostedZone.name: \\S+ is not in example\\.org$"],
    ["domains.ordinary", inZone("/hostedzone/Z1", "example.com"), ".hostedZone.id: is not the id"],
    ["domains", domainsWith({ name: ordinary.name }), ".ordinary.name: is the mutual TLS domain's name"],
    ["domains", domainsWith({ truststore: "nowhere.pem" }), ".mutualTls.truststore: is not a file"],
  ])("are refused in one sentence that names it: %s of %j", (path, value, problem) => {
    const read = () => check(settingAt(path, value));
    expect(read).toThrow(SettingsError);
    expect(read).toThrow(new RegExp(`^cdk\\.json, stage "test": ${path}${problem}`));
  });

  const certificate = /sources\.thales\.authentication\.clientCertificate/.source;
  it.each<readonly [string, () => unknown, string]>([
    [
      "a client certificate without a domain for it",
      () => checkThales(bound),
      "domains\\.mutualTls: is missing, and thales cannot show",
    ],
    [
      "a mutual TLS domain alone",
      () => checkThales(bound, { domains: { mutualTls } }),
      "domains\\.ordinary: is missing, and frankieone, (\\w+, )*pipwave, (\\w+, )*yoti(, \\w+)* would be out of reach",
    ],
    [
      "a pin by the names of no authority in the trust store",
      () => pinned(names),
      `${certificate}: no authority of this name is in the trust store: CN=Authority 1$`,
    ],
    [
      "a pin by the name of two authorities",
      () => checkThales(bound, { domains: trusting("two.pem", one, namesake) }),
      `${certificate}: authorities with different keys have this name in the trust store: CN=Authority 1$`,
    ],
    [
      "a key that the deployer names",
      () => checkThales(keyed, { domains: trusting("one.pem", one) }),
      `${certificate}\\.issuerKeys: there is no such setting$`,
    ],
    [
      "the example's authority for a name of one's own",
      () => {
        const { mutualTls: own } = trusting("own.pem", one, exampleAuthority);
        return check({ domains: domainsWith({ ...own, name: "mtls.example.org" }) });
      },
      "domains\\.mutualTls\\.truststore: holds the example's authority",
    ],
  ])("are refused for %s", (_, read, message) => {
    expect(read).toThrow(SettingsError);
    expect(read).toThrow(new RegExp(message));
  });

  it("give a function no key for a pin by fingerprint, which needs no authority of that name", () => {
    const pins = [{ sha256: "ab".repeat(32) }];
    const chosen = chooseSource("thales", { authentication: { clientCertificate: { pins } } });
    expect(functionAuthenticationOf(chosen, mutualTls.truststore)).toEqual({
      clientCertificate: { pins, issuerKeys: {} },
    });
  });
});

it("a CDK that is too old is told in one sentence, with the version to take", () => {
  const { NODEJS_24_X: _, ...older } = Runtime;
  expect(() => checkCdk(older)).toThrow("NotificationIntake needs aws-cdk-lib 2.224.0 or later");
  expect(checkCdk(Runtime)).toBeUndefined();
});
