import { X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { thales } from "../../functions/thales/vendor.ts";
import { createCertificates } from "../../infra/local/gateway/certificates.ts";
import type { AuthenticationSettings } from "../../lib/authentication/authenticator.ts";
import { bindToIssuers } from "../../lib/authentication/schemes/certificate-pins.ts";
import type { DeliveryParts } from "../support/deliveries.ts";
import { exampleBody } from "../support/examples.ts";
import { createVendorHarness } from "../support/vendor-harness.ts";
import { eventAfter, expectEvent, expectRefusal, expectSecond, outcomesOf } from "./outcomes.ts";

// docs.payments.thalescloud.io, "Integrate Image Checking Notification": the secret and the headers of its example.
const secret = "xxxxxxxxxxxxx";
const type = "application/json";
const pageHeaders = { accept: type, secret, "content-type": type, "x-correlation-id": "" };
const imageId = "9tf5udq41";
const pageResponse = {
  status: 200,
  headers: { "content-type": type },
  body: '{"CardImageId":"9tf5udq41","Success":"True"}',
};
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
/** Names of another authority of the same name. */
const foreign = { clientCertificate: theirs.client.certificate };

const harness = (authentication: AuthenticationSettings = bySecret) =>
  createVendorHarness(thales, { authentication, secrets: [{ secret }] });
const from = (body: string): DeliveryParts => ({ headers: pageHeaders, body });
const changed = (changes: Readonly<Record<string, unknown>>, example = "custom-rejected") =>
  from(exampleBody("thales", example, changes));

describe("authenticates", () => {
  it.each<[string, AuthenticationSettings, DeliveryParts]>([
    ["the page's Secret header", bySecret, { headers: pageHeaders }],
    ["an address", byAddress, address],
    ["a certificate", byCertificate, certificate],
    ["secret, address and certificate together", byEverything, everything],
  ])("accepts %s", async (_, authentication, parts) => {
    expect(await outcomesOf(harness(authentication), { ...parts, body: rejected })).toEqual(["accepted"]);
  });
});

describe("rejects", () => {
  it.each<[string, AuthenticationSettings, DeliveryParts, string]>([
    ["the secret elsewhere", bySecret, { headers: { authorization: secret } }, "credential_missing"],
    ["all but the secret", byEverything, { ...everything, headers: {} }, "credential_missing"],
    ["all but the address", byEverything, { ...everything, sourceAddress: "::1" }, "address_private"],
    ["another address", byAddress, { sourceAddress: "198.51.100.16" }, "address_not_allowed"],
    ["all but the certificate", byEverything, { ...everything, ...foreign }, "certificate_not_pinned"],
  ])("refuses %s and stores nothing", async (_, authentication, parts, code) => {
    await expectRefusal(harness(authentication), { ...parts, body: rejected }, code);
  });
});

describe("understands", () => {
  // docs/sources.md has the outcomes, which test/docs/facts.test.ts sends.
  it("reads a result as one of its image, and answers as the page does", async () => {
    const thalesHarness = harness();
    expect((await thalesHarness.deliver(from(rejected))).response).toEqual(pageResponse);
    const data = { reason: "01", references: { document: imageId }, flags: [] };
    expect(thalesHarness.events()).toMatchObject([{ source: "thales", subject: imageId, data }]);
  });

  it.each([
    [exampleBody("thales", "custom-rejected", { ImageId: undefined }), "", "body.ImageId"],
    [exampleBody("thales", "custom-rejected", { ImageId: "" }), "", "body.ImageId"],
    [exampleBody("thales", "custom-rejected", { ImageState: undefined }), imageId, "body.ImageState"],
    // The page's template has typographic quotes, and comments within DataCapture.
    ['{ "ImageId": “<Unique Image Id>”, // a comment\n }', "", undefined],
  ])("quarantines %s and acknowledges it with 200", async (body, CardImageId, path) => {
    const thalesHarness = harness();
    const { response } = await thalesHarness.deliver(from(body));
    expect(response).toEqual({ ...pageResponse, body: JSON.stringify({ CardImageId, Success: "True" }) });
    expect(thalesHarness.quarantined()).toMatchObject([{ issues: [path === undefined ? {} : { path }] }]);
  });

  it("answers with the digits of an ImageId that comes as a number", async () => {
    const body = rejected.replace(`"${imageId}"`, "12345678901234567890");
    const { response } = await harness().deliver(from(body));
    expect(response.body).toBe('{"CardImageId":"12345678901234567890","Success":"True"}');
  });
});

describe("normalizes", () => {
  it("gives every field, the digits of its stamps unchanged and no time, for their zone is unknown", async () => {
    const event = await eventAfter(harness(), from(rejected));
    expect(event.authenticated).toBe("caller");
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

  // The page's examples have these texts for digits.
  const literalStamps = { SubmissionTimeStamp: "yyyyMMddHHmmss", ImageCheckingTimeStamp: "yyyyMMddHHmmss" };
  const noStamps = ["unknown_value SubmissionTimeStamp", "unknown_value ImageCheckingTimeStamp"];
  const unpublished = ["unpublished_combination ImageState"];
  it.each<[string, Readonly<Record<string, unknown>>, string, readonly string[]]>([
    ["custom-rejected", { RejectionCode: "IC-17" }, "failed", []],
    ["custom-rejected", { ImageState: "Referred" }, "unknown", ["unknown_value ImageState"]],
    ["custom-accepted", { DataCapture: undefined }, "passed", []],
    ["custom-accepted", { DataCapture: null }, "passed", []],
    ["custom-accepted", { DataCapture: { n: 7, o: [{}] } }, "passed", []],
    ["custom-rejected", literalStamps, "failed", noStamps],
    ["custom-accepted", literalStamps, "passed", noStamps],
    ["custom-rejected", { ImageType: "Gallery" }, "failed", unpublished],
    ["custom-rejected", { RejectionCode: "00" }, "failed", unpublished],
    ["custom-rejected", { RejectionCode: "" }, "failed", unpublished],
    ["custom-pending", { RejectionCode: "01" }, "pending", unpublished],
    ["custom-accepted", { ImageCheckingTimeStamp: "" }, "passed", unpublished],
  ])("reads %s with %j as %s and flags %j", async (example, changes, outcome, flags) => {
    await expectEvent(harness(), changed(changes, example), { data: { outcome } }, ...flags);
  });

  it("keeps the numbers within DataCapture digit for digit", async () => {
    const thalesHarness = harness();
    const written = '{"TokenId":12345678901234567890,"Nested":{"List":[1.50,-0.0,1e400]}}';
    await thalesHarness.deliver(from(rejected.replace(/"DataCapture":\{.*?\}/, `"DataCapture":${written}`)));
    const [message] = thalesHarness.eventQueue.messages;
    expect(message?.body).toContain(`"dataCapture":${written}`);
    expect(message?.body).toContain(`"DataCapture":${written}`);
  });
});

describe("deduplicates", () => {
  const later = { ImageCheckingTimeStamp: "20261122080000" };
  it.each<[string, DeliveryParts, "duplicate" | "accepted"]>([
    ["other data captured", changed({ DataCapture: { TokenId: "another" } }), "duplicate"],
    ["no data captured", changed({ DataCapture: undefined }), "duplicate"],
    ["another correlation id", { ...from(rejected), correlationId: "c-2" }, "duplicate"],
    ["no decision yet", changed({}, "custom-pending"), "accepted"],
    ["a later reversal", changed(later, "custom-accepted"), "accepted"],
    ["a decision made again", changed(later), "accepted"],
    ["another code", changed({ RejectionCode: "02" }), "accepted"],
    ["a new submission", changed({ SubmissionTimeStamp: "20261122080000" }), "accepted"],
  ])("takes the same image with %s for what it is", async (_, other, outcome) => {
    await expectSecond(harness(), from(rejected), other, outcome);
  });
});
