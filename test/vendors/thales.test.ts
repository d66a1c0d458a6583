import { createHash, X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { thales } from "../../functions/thales/vendor.ts";
import { createCertificates } from "../../infra/local/gateway/certificates.ts";
import type { AuthenticationSettings } from "../../lib/authentication/authenticator.ts";
import { bindToIssuers } from "../../lib/authentication/schemes/certificate-pins.ts";
import type { DeliveryParts } from "../support/deliveries.ts";
import { exampleBody } from "../support/examples.ts";
import { createVendorHarness } from "../support/vendor-harness.ts";
import { createCertificate } from "../unit/authentication/certificates.ts";

// docs.payments.thalescloud.io, "Integrate Image Checking Notification": the secret and the headers of its example.
const secret = "xxxxxxxxxxxxx";
const pageHeaders = {
  accept: "application/json",
  secret,
  "content-type": "application/json",
  "x-correlation-id": "",
};
const imageId = "9tf5udq41";
const pageResponse = {
  status: 200,
  headers: { "content-type": "application/json" },
  body: '{"CardImageId":"9tf5udq41","Success":"True"}',
};
const literalStamps = { SubmissionTimeStamp: "yyyyMMddHHmmss", ImageCheckingTimeStamp: "yyyyMMddHHmmss" };
const rejected = exampleBody("thales", "custom-rejected");
const reversed = JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(rejected)).reverse()));

const start = new Date("2026-11-21T09:30:00.000Z");
const [ours, theirs] = await Promise.all([createCertificates(start), createCertificates(start)]);
const names = { subject: "CN=local-vendor", issuer: "CN=Local notification intake CA" };
const otherIssuer = { ...names, issuer: names.subject };

type Pin = { readonly sha256: string } | typeof names;
const ourKey = new X509Certificate(ours.ca).publicKey
  .export({ format: "der", type: "spki" })
  .toString("base64");
const pinning = (...pins: Pin[]) => ({ clientCertificate: bindToIssuers({ pins }, () => ourKey) });
const nameless = await createCertificate({ subject: [] });
const certificate = (held: typeof ours.client) => ({ clientCertificate: held.certificate });
const bySecret = { sharedSecret: {} };
const byAddress = { sourceAddress: { ranges: ["198.51.100.0/28", "192.0.2.44", "2001:db8:7::/48"] } };
const byFingerprint = pinning({ sha256: ours.clientFingerprint });
const byNames = pinning(names);
const byEverything = { ...bySecret, ...byAddress, ...byFingerprint };
const everything = { headers: pageHeaders, sourceAddress: "192.0.2.44", ...certificate(ours.client) };

const harness = (authentication: AuthenticationSettings = bySecret) =>
  createVendorHarness(thales, { authentication, secrets: [{ secret }] });
const from = (body: string | Uint8Array): DeliveryParts => ({ headers: pageHeaders, body });
const changed = (changes: Readonly<Record<string, unknown>>, example = "custom-rejected") =>
  from(exampleBody("thales", example, changes));

describe("authenticates", () => {
  const der = Buffer.from(ours.client.certificate.replaceAll(/-----.*-----/g, ""), "base64");
  const digest = createHash("sha256").update(der).digest("hex");
  const cases: [string, AuthenticationSettings, DeliveryParts][] = [
    ["the page's Secret header", bySecret, { headers: pageHeaders }],
    ["an address within an IPv4 range", byAddress, { sourceAddress: "198.51.100.15" }],
    ["one single address", byAddress, { sourceAddress: "192.0.2.44" }],
    ["an address within an IPv6 range", byAddress, { sourceAddress: "2001:db8:7:ffff::1" }],
    ["a certificate with the pinned digest", byFingerprint, certificate(ours.client)],
    ["a digest pinned in lower case without colons", pinning({ sha256: digest }), certificate(ours.client)],
    ["a certificate with the pinned names", byNames, certificate(ours.client)],
    ["one of several pins", pinning({ sha256: theirs.clientFingerprint }, names), certificate(ours.client)],
    ["an address with a port", byAddress, { sourceAddress: "192.0.2.44:32554" }],
    ["an IPv6 address with a port", byAddress, { sourceAddress: "[2001:db8:7::1]:443" }],
    ["secret, address and certificate together", byEverything, everything],
  ];
  it.each(cases)("accepts %s", async (_, authentication, parts) => {
    const { receipt } = await harness(authentication).deliver({ ...parts, body: rejected });
    expect(receipt.outcome).toBe("accepted");
  });

  it("accepts the previous secret beside the current one, with address and certificate", async () => {
    const secrets = [{ secret: "new-secret" }, { secret: "old-secret" }];
    const both = createVendorHarness(thales, { authentication: byEverything, secrets });
    const deliver = (word: string) =>
      both.deliver({ ...everything, headers: { secret: word }, body: rejected });
    expect((await deliver("old-secret")).receipt.outcome).toBe("accepted");
    expect((await deliver("new-secret")).receipt.outcome).toBe("duplicate");
    expect((await deliver("older-secret")).receipt.outcome).toBe("refused");
  });
});

describe("rejects", () => {
  const forwarded = { "x-forwarded-for": "192.0.2.44", forwarded: "for=192.0.2.44" };
  const cases: [string, AuthenticationSettings, DeliveryParts, string][] = [
    ["no header", bySecret, {}, "credential_missing"],
    ["another secret", bySecret, { headers: { secret: "xxxxxxxxxxxxy" } }, "credential_mismatch"],
    ["a secret in capitals", bySecret, { headers: { secret: "XXXXXXXXXXXXX" } }, "credential_mismatch"],
    ["the start of the secret", bySecret, { headers: { secret: "xxxx" } }, "credential_mismatch"],
    ["the secret elsewhere", bySecret, { headers: { authorization: secret } }, "credential_missing"],
    ["two headers joined", bySecret, { headers: { secret: `${secret},${secret}` } }, "credential_mismatch"],
    ["the next IPv4 address", byAddress, { sourceAddress: "198.51.100.16" }, "address_not_allowed"],
    ["the next IPv6 address", byAddress, { sourceAddress: "2001:db8:8::1" }, "address_not_allowed"],
    ["an address that is none", byAddress, { sourceAddress: "" }, "address_not_allowed"],
    ["an address only claimed in headers", byAddress, { headers: forwarded }, "address_not_allowed"],
    ["no certificate", byFingerprint, {}, "certificate_missing"],
    ["what is no certificate", byNames, { clientCertificate: "PEM" }, "certificate_missing"],
    [
      "another certificate of the authority",
      byFingerprint,
      certificate(ours.server),
      "certificate_not_pinned",
    ],
    ["a certificate of another subject", byNames, certificate(ours.server), "certificate_not_pinned"],
    [
      "a certificate of another issuer",
      pinning(otherIssuer),
      certificate(ours.client),
      "certificate_not_pinned",
    ],
    [
      "the same names of an authority of the same name",
      byNames,
      certificate(theirs.client),
      "certificate_not_pinned",
    ],
    ["a certificate without a subject", byNames, { clientCertificate: nameless }, "certificate_not_pinned"],
    ["another digest of the same names", byFingerprint, certificate(theirs.client), "certificate_not_pinned"],
    ["all but the secret", byEverything, { ...everything, headers: {} }, "credential_missing"],
    ["all but the address", byEverything, { ...everything, sourceAddress: "::1" }, "address_private"],
    ["a private address with a port", byAddress, { sourceAddress: "10.1.15.242:39870" }, "address_private"],
    [
      "all but the certificate",
      byEverything,
      { ...everything, ...certificate(theirs.client) },
      "certificate_not_pinned",
    ],
  ];
  it.each(cases)("refuses %s and stores nothing", async (_, authentication, parts, code) => {
    const thalesHarness = harness(authentication);
    const { response, receipt } = await thalesHarness.deliver({ ...parts, body: rejected });
    expect(receipt).toEqual({ outcome: "refused", code });
    expect(response.status).toBe(code.startsWith("credential") ? 401 : 403);
    expect(response.body).not.toContain("Success");
    expect(thalesHarness.table.calls).toEqual([]);
    expect([...thalesHarness.eventQueue.calls, ...thalesHarness.quarantineQueue.calls]).toEqual([]);
  });

  it("refuses an empty header", async () => {
    const { response } = await harness().deliver({ headers: { secret: "" }, body: rejected });
    expect(response.status).toBe(401);
  });

  it("refuses a pinned certificate once the clock has passed its end", async () => {
    const thalesHarness = harness(byFingerprint);
    const parts = { clientCertificate: ours.client.certificate, body: rejected };
    expect((await thalesHarness.deliver(parts)).receipt.outcome).toBe("accepted");
    thalesHarness.clock.advance(91 * 24 * 60 * 60 * 1000);
    const { response, receipt } = await thalesHarness.deliver(parts);
    expect(receipt).toEqual({ outcome: "refused", code: "certificate_expired" });
    expect(response.status).toBe(403);
  });

  it.each([
    ["no authentication", {}],
    ["an unknown authentication", { secret: {} }],
    ["no ranges", { sourceAddress: { ranges: [] } }],
    ["a range that is none", { sourceAddress: { ranges: ["192.0.2.0/33"] } }],
    ["no pins", { clientCertificate: { pins: [] } }],
    ["a pin by names without its issuer's key", { clientCertificate: { pins: [names] } }],
    ["every IPv4 address as a range of IPv6", { sourceAddress: { ranges: ["::ffff:0:0/96"] } }],
    ["a pin of a subject alone", { clientCertificate: { pins: [{ subject: names.subject }] } }],
    ["a pin that is no digest", { clientCertificate: { pins: [{ sha256: "ab:cd" }] } }],
  ])("throws for settings with %s", (_, authentication) => {
    expect(() => harness(authentication)).toThrow();
  });
});

describe("understands", () => {
  const published: [string, string, string | null][] = [
    ["gallery-accepted", "passed", "00"],
    ["custom-pending", "pending", null],
    ["custom-rejected", "failed", "01"],
    ["custom-accepted", "passed", "00"],
  ];
  it.each(published)("reads %s as %s for the reason %s", async (example, outcome, reason) => {
    const thalesHarness = harness();
    const { response } = await thalesHarness.deliver(from(exampleBody("thales", example)));
    expect(response).toEqual(pageResponse);
    expect(thalesHarness.events()).toMatchObject([
      {
        source: "thales",
        subject: imageId,
        data: { outcome, reason, references: { document: imageId }, flags: [] },
      },
    ]);
  });

  it.each([
    ["no ImageId", exampleBody("thales", "custom-rejected", { ImageId: undefined }), "body.ImageId"],
    ["an empty ImageId", exampleBody("thales", "custom-rejected", { ImageId: "" }), "body.ImageId"],
    ["no ImageState", exampleBody("thales", "custom-rejected", { ImageState: undefined }), "body.ImageState"],
    // The page's own template: typographic quotes, and comments within DataCapture.
    ["the page's template", '{ "ImageId": “<Unique Image Id>”, // a comment\n }', undefined],
    ["no body", "", undefined],
    ["a list", `[${rejected}]`, undefined],
    ["bytes that are no UTF-8", Buffer.from(rejected.replace("01", "\u00ff"), "latin1"), undefined],
  ])("quarantines %s and acknowledges it with 200", async (_, body, path) => {
    const thalesHarness = harness();
    const { response, receipt } = await thalesHarness.deliver(from(body));
    expect(response).toMatchObject({ status: 200, headers: pageResponse.headers });
    expect(JSON.parse(response.body)).toMatchObject({ Success: "True" });
    expect(receipt.outcome).toBe("quarantined");
    expect(thalesHarness.quarantined()).toMatchObject([
      {
        issues: [path === undefined ? {} : { path }],
        delivery: { body: Buffer.from(body).toString("base64") },
      },
    ]);
    expect(thalesHarness.events()).toEqual([]);
  });
});

describe("normalizes", () => {
  it("gives every field, the digits of its stamps unchanged and no time, for their zone is unknown", async () => {
    const thalesHarness = harness();
    await thalesHarness.deliver(from(rejected));
    const [event] = thalesHarness.events();
    expect(event).toMatchObject({ authenticated: "caller", recordedtime: "2026-11-21T09:30:00.000Z" });
    expect(event).not.toHaveProperty("time");
    expect(event?.data.notification).toEqual({
      imageId,
      imageState: "Rejected",
      orientation: "Vertical",
      imageType: "Custom",
      rejectionCode: "01",
      submissionTimeStamp: "20261121093000",
      imageCheckingTimeStamp: "20261121094512",
      dataCapture: { TokenId: "12345678901234567890", Optional1: "Value1" },
    });
    expect(event?.data.original).toEqual(JSON.parse(rejected));
  });

  const readings: [string, Record<string, unknown>, string, string, string[]][] = [
    ["custom-rejected", { RejectionCode: "IC-17" }, "failed", "", []],
    ["custom-rejected", { ImageState: "Referred" }, "unknown", "unknown_value", ["ImageState"]],
    ["custom-accepted", { ImageType: "Sketch" }, "passed", "unknown_value", ["ImageType"]],
    ["custom-accepted", { Programme: "P1" }, "passed", "unknown_field", ["Programme"]],
    ["custom-accepted", { DataCapture: undefined }, "passed", "", []],
    ["custom-accepted", { DataCapture: null }, "passed", "", []],
    ["custom-accepted", { DataCapture: {} }, "passed", "", []],
    ["custom-accepted", { DataCapture: { n: 7, o: [{}] } }, "passed", "", []],
    // What the page's own examples say in place of digits.
    ["custom-rejected", literalStamps, "failed", "unknown_value", Object.keys(literalStamps)],
    ["custom-accepted", literalStamps, "passed", "unknown_value", Object.keys(literalStamps)],
    ["custom-rejected", { ImageType: "Gallery" }, "failed", "unpublished_combination", ["ImageState"]],
    ["custom-rejected", { RejectionCode: "00" }, "failed", "unpublished_combination", ["ImageState"]],
    ["custom-rejected", { RejectionCode: "" }, "failed", "unpublished_combination", ["ImageState"]],
    ["custom-pending", { RejectionCode: "01" }, "pending", "unpublished_combination", ["ImageState"]],
    ["custom-accepted", { ImageCheckingTimeStamp: "" }, "passed", "unpublished_combination", ["ImageState"]],
  ];
  it.each(readings)(
    "reads %s with %j as %s and flags %s %j",
    async (example, changes, outcome, code, fields) => {
      const thalesHarness = harness();
      const { response } = await thalesHarness.deliver(changed(changes, example));
      expect(response).toEqual(pageResponse);
      const flags = fields.map((field) => ({ code, field }));
      expect(thalesHarness.events()).toMatchObject([{ data: { outcome, flags } }]);
    },
  );

  it("keeps the numbers within DataCapture digit for digit", async () => {
    const thalesHarness = harness();
    const written = '{"TokenId":12345678901234567890,"Nested":{"List":[1.50,-0.0,1e400]}}';
    await thalesHarness.deliver(from(rejected.replace(/"DataCapture":\{.*?\}/, `"DataCapture":${written}`)));
    const [message] = thalesHarness.eventQueue.messages;
    expect(message?.body).toContain(`"dataCapture":${written}`);
    expect(message?.body).toContain(`"DataCapture":${written}`);
  });

  it("answers with the digits of an ImageId that comes as a number", async () => {
    const body = rejected.replace(`"${imageId}"`, "12345678901234567890");
    const { response } = await harness().deliver(from(body));
    expect(response.body).toBe('{"CardImageId":"12345678901234567890","Success":"True"}');
  });
});

describe("deduplicates", () => {
  it("answers a duplicate and a quarantined delivery as it answers a new one", async () => {
    const thalesHarness = harness();
    const broken = exampleBody("thales", "custom-rejected", { ImageState: undefined });
    const results = [];
    for (const body of [rejected, rejected, broken, broken]) {
      const { response, receipt } = await thalesHarness.deliver(from(body));
      expect(response).toEqual(pageResponse);
      results.push(receipt.outcome);
    }
    expect(results).toEqual(["accepted", "duplicate", "quarantined", "duplicate"]);
    expect([thalesHarness.events().length, thalesHarness.quarantined().length]).toEqual([1, 1]);
  });

  it.each([
    ["other data captured", changed({ DataCapture: { TokenId: "another" } })],
    ["no data captured", changed({ DataCapture: undefined })],
    ["keys in another order", from(reversed)],
    [
      "another correlation id",
      { ...from(rejected), headers: { ...pageHeaders, "x-correlation-id": "c-2" }, correlationId: "c-2" },
    ],
  ])("sends one decision once when its retry has %s", async (_, retry) => {
    const thalesHarness = harness();
    await thalesHarness.deliver(from(rejected));
    expect((await thalesHarness.deliver(retry)).receipt.outcome).toBe("duplicate");
    expect(thalesHarness.events()).toHaveLength(1);
  });

  it.each([
    ["is pending first", changed({}, "custom-pending")],
    ["is reversed later", changed({ ImageCheckingTimeStamp: "20261122080000" }, "custom-accepted")],
    ["is made again", changed({ ImageCheckingTimeStamp: "20261122080000" })],
    ["is given another code", changed({ RejectionCode: "02" })],
    ["is about a new submission", changed({ SubmissionTimeStamp: "20261122080000" })],
  ])("sends two events in one order for a decision that %s", async (_, other) => {
    const thalesHarness = harness();
    await thalesHarness.deliver(from(rejected));
    expect((await thalesHarness.deliver(other)).receipt.outcome).toBe("accepted");
    expect(new Set(thalesHarness.events().map(({ id }) => id)).size).toBe(2);
    expect(new Set(thalesHarness.eventQueue.messages.map(({ groupId }) => groupId)).size).toBe(1);
  });

  it("sends the same decision about another image in an order of its own", async () => {
    const thalesHarness = harness();
    await thalesHarness.deliver(from(rejected));
    await thalesHarness.deliver(changed({ ImageId: "9tf5udq42" }));
    expect(new Set(thalesHarness.eventQueue.messages.map(({ groupId }) => groupId)).size).toBe(2);
  });
});
