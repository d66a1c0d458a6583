import { X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { thales } from "../../functions/thales/vendor.ts";
import { createCertificates } from "../../infra/local/gateway/certificates.ts";
import type { AuthenticationSettings } from "../../lib/authentication/authenticator.ts";
import { bindToIssuers } from "../../lib/authentication/schemes/certificate-pins.ts";
import type { DeliveryParts } from "../support/deliveries.ts";
import { exampleBody } from "../support/examples.ts";
import { createVendorHarness } from "../support/vendor-harness.ts";
import { eventAfter, expectInOneOrder, expectRefusal, flagsOf, outcomesOf } from "./outcomes.ts";

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

const start = new Date("2026-11-21T09:30:00.000Z");
const [ours, theirs] = await Promise.all([createCertificates(start), createCertificates(start)]);
const names = { subject: "CN=local-vendor", issuer: "CN=Local notification intake CA" };
const ourKey = new X509Certificate(ours.ca).publicKey
  .export({ format: "der", type: "spki" })
  .toString("base64");
const bySecret = { sharedSecret: {} };
const byAddress = { sourceAddress: { ranges: ["198.51.100.0/28", "192.0.2.44", "2001:db8:7::/48"] } };
const byCertificate = {
  clientCertificate: bindToIssuers({ pins: [{ sha256: ours.clientFingerprint }, names] }, () => ourKey),
};
const byEverything = { ...bySecret, ...byAddress, ...byCertificate };
const address = { sourceAddress: "192.0.2.44" };
const certificate = { clientCertificate: ours.client.certificate };
const everything = { headers: pageHeaders, ...address, ...certificate };

const harness = (authentication: AuthenticationSettings = bySecret, secrets = [{ secret }]) =>
  createVendorHarness(thales, { authentication, secrets });
const from = (body: string | Uint8Array): DeliveryParts => ({ headers: pageHeaders, body });
const changed = (changes: Readonly<Record<string, unknown>>, example = "custom-rejected") =>
  from(exampleBody("thales", example, changes));

describe("authenticates", () => {
  it.each<readonly [string, AuthenticationSettings, DeliveryParts]>([
    ["the page's Secret header", bySecret, { headers: pageHeaders }],
    ["an address", byAddress, address],
    ["a certificate", byCertificate, certificate],
    ["secret, address and certificate together", byEverything, everything],
  ])("accepts %s", async (_, authentication, parts) => {
    expect(await outcomesOf(harness(authentication), { ...parts, body: rejected })).toEqual(["accepted"]);
  });

  it("accepts the previous secret beside the current one, with address and certificate", async () => {
    const both = harness(byEverything, [{ secret: "new-secret" }, { secret: "old-secret" }]);
    const deliveries = ["old-secret", "new-secret", "older-secret"].map((word) => ({
      ...everything,
      headers: { secret: word },
      body: rejected,
    }));
    expect(await outcomesOf(both, ...deliveries)).toEqual(["accepted", "duplicate", "refused"]);
  });
});

describe("rejects", () => {
  const foreign = { clientCertificate: theirs.client.certificate };
  it.each<readonly [string, AuthenticationSettings, DeliveryParts, string]>([
    ["no header", bySecret, {}, "credential_missing"],
    ["an empty header", bySecret, { headers: { secret: "" } }, "credential_mismatch"],
    ["another secret", bySecret, { headers: { secret: "xxxxxxxxxxxxy" } }, "credential_mismatch"],
    ["the secret elsewhere", bySecret, { headers: { authorization: secret } }, "credential_missing"],
    ["another address", byAddress, { sourceAddress: "198.51.100.16" }, "address_not_allowed"],
    ["an address that is none", byAddress, { sourceAddress: "" }, "address_not_allowed"],
    ["no certificate", byCertificate, {}, "certificate_missing"],
    ["names of another authority of the same name", byCertificate, foreign, "certificate_not_pinned"],
    ["all but the secret", byEverything, { ...everything, headers: {} }, "credential_missing"],
    ["all but the address", byEverything, { ...everything, sourceAddress: "::1" }, "address_private"],
    ["all but the certificate", byEverything, { ...everything, ...foreign }, "certificate_not_pinned"],
  ])("refuses %s and stores nothing", async (_, authentication, parts, code) => {
    await expectRefusal(harness(authentication), { ...parts, body: rejected }, code);
  });

  it("answers a refusal without the word that the vendor takes for a success", async () => {
    expect((await harness().deliver({ body: rejected })).response.body).not.toContain("Success");
  });

  it.each([
    ["no authentication", {}],
    ["an unknown authentication", { secret: {} }],
    ["a pin by names without its issuer's key", { clientCertificate: { pins: [names] } }],
  ])("throws for settings with %s", (_, authentication) => {
    expect(() => harness(authentication)).toThrow();
  });
});

describe("understands", () => {
  it.each([
    ["gallery-accepted", "passed", "00"],
    ["custom-pending", "pending", null],
    ["custom-rejected", "failed", "01"],
    ["custom-accepted", "passed", "00"],
  ])("reads %s as %s for the reason %s", async (example, outcome, reason) => {
    const thalesHarness = harness();
    const { response } = await thalesHarness.deliver(changed({}, example));
    expect(response).toEqual(pageResponse);
    const data = { outcome, reason, references: { document: imageId }, flags: [] };
    expect(thalesHarness.events()).toMatchObject([{ source: "thales", subject: imageId, data }]);
  });

  it.each([
    ["no ImageId", exampleBody("thales", "custom-rejected", { ImageId: undefined }), "body.ImageId"],
    ["an empty ImageId", exampleBody("thales", "custom-rejected", { ImageId: "" }), "body.ImageId"],
    ["no ImageState", exampleBody("thales", "custom-rejected", { ImageState: undefined }), "body.ImageState"],
    // The page's template has typographic quotes, and comments within DataCapture.
    ["the page's template", '{ "ImageId": “<Unique Image Id>”, // a comment\n }', undefined],
    ["no body", "", undefined],
    ["a list", `[${rejected}]`, undefined],
    ["bytes that are no UTF-8", Buffer.from(rejected.replace("01", "\u00ff"), "latin1"), undefined],
  ])("quarantines %s and acknowledges it with 200", async (_, body, path) => {
    const thalesHarness = harness();
    const { response } = await thalesHarness.deliver(from(body));
    expect(response).toMatchObject({ status: 200, headers: pageResponse.headers });
    expect(JSON.parse(response.body)).toMatchObject({ Success: "True" });
    const issues = [path === undefined ? {} : { path }];
    const delivery = { body: Buffer.from(body).toString("base64") };
    expect(thalesHarness.quarantined()).toMatchObject([{ issues, delivery }]);
    expect(thalesHarness.events()).toEqual([]);
  });
});

describe("normalizes", () => {
  it("gives every field, the digits of its stamps unchanged and no time, for their zone is unknown", async () => {
    const event = await eventAfter(harness(), from(rejected));
    expect(event).toMatchObject({ authenticated: "caller", recordedtime: "2026-11-21T09:30:00.000Z" });
    expect(event).not.toHaveProperty("time");
    expect(event.data.notification).toEqual({
      imageId,
      imageState: "Rejected",
      orientation: "Vertical",
      imageType: "Custom",
      rejectionCode: "01",
      submissionTimeStamp: "20261121093000",
      imageCheckingTimeStamp: "20261121094512",
      dataCapture: { TokenId: "12345678901234567890", Optional1: "Value1" },
    });
    expect(event.data.original).toEqual(JSON.parse(rejected));
  });

  const unpublished = ["unpublished_combination ImageState"];
  const noStamps = ["unknown_value SubmissionTimeStamp", "unknown_value ImageCheckingTimeStamp"];
  const readings: [string, Record<string, unknown>, string, string[]][] = [
    ["custom-rejected", { RejectionCode: "IC-17" }, "failed", []],
    ["custom-rejected", { ImageState: "Referred" }, "unknown", ["unknown_value ImageState"]],
    ["custom-accepted", { ImageType: "Sketch" }, "passed", ["unknown_value ImageType"]],
    ["custom-accepted", { Programme: "P1" }, "passed", ["unknown_field Programme"]],
    ["custom-accepted", { DataCapture: undefined }, "passed", []],
    ["custom-accepted", { DataCapture: null }, "passed", []],
    ["custom-accepted", { DataCapture: { n: 7, o: [{}] } }, "passed", []],
    // The page's examples have these texts for digits.
    ["custom-rejected", literalStamps, "failed", noStamps],
    ["custom-accepted", literalStamps, "passed", noStamps],
    ["custom-rejected", { ImageType: "Gallery" }, "failed", unpublished],
    ["custom-rejected", { RejectionCode: "00" }, "failed", unpublished],
    ["custom-rejected", { RejectionCode: "" }, "failed", unpublished],
    ["custom-pending", { RejectionCode: "01" }, "pending", unpublished],
    ["custom-accepted", { ImageCheckingTimeStamp: "" }, "passed", unpublished],
  ];
  it.each(readings)("reads %s with %j as %s and flags %j", async (example, changes, outcome, flags) => {
    const event = await eventAfter(harness(), changed(changes, example));
    expect(event.data.outcome).toBe(outcome);
    expect(flagsOf(event)).toEqual(flags);
  });

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
    const broken = changed({ ImageState: undefined });
    const results = [];
    for (const parts of [from(rejected), from(rejected), broken, broken]) {
      const { response, receipt } = await thalesHarness.deliver(parts);
      expect(response).toEqual(pageResponse);
      results.push(receipt.outcome);
    }
    expect(results).toEqual(["accepted", "duplicate", "quarantined", "duplicate"]);
    expect([thalesHarness.events().length, thalesHarness.quarantined().length]).toEqual([1, 1]);
  });

  const reversed = JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(rejected)).reverse()));
  it.each([
    ["other data captured", changed({ DataCapture: { TokenId: "another" } })],
    ["no data captured", changed({ DataCapture: undefined })],
    ["keys in another order", from(reversed)],
    ["another correlation id", { ...from(rejected), correlationId: "c-2" }],
  ])("sends one decision once when its retry has %s", async (_, retry) => {
    const thalesHarness = harness();
    expect(await outcomesOf(thalesHarness, from(rejected), retry)).toEqual(["accepted", "duplicate"]);
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
    expect(await outcomesOf(thalesHarness, from(rejected), other)).toEqual(["accepted", "accepted"]);
    expectInOneOrder(thalesHarness, 2);
  });

  it("sends the same decision about another image in an order of its own", async () => {
    const thalesHarness = harness();
    await outcomesOf(thalesHarness, from(rejected), changed({ ImageId: "9tf5udq42" }));
    expect(new Set(thalesHarness.eventQueue.messages.map(({ groupId }) => groupId)).size).toBe(2);
  });
});
