import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { pipwave } from "../../functions/pipwave/vendor.ts";
import { exampleBody } from "../support/examples.ts";
import { createVendorHarness } from "../support/vendor-harness.ts";
import { eventAfter, expectEvent, expectRefusal, expectSecond } from "./outcomes.ts";

// The page's samples. The vendor's code sorts the keys (github.com/dpodium/pipwave-php-sdk, ApiForm.php).
const apiKey = "sdvdas23t3btg34bhb";
const apiSecret = "example-secret";
const pageTexts = {
  api_key: apiKey,
  api_secret: apiSecret,
  document_set_scoring: "96.6716537476",
  pd_id: "PD20181016000000006",
  session_token: "p5nrUZol",
  timestamp: "1539673100",
  user_id: "1514333",
  verification_status: "10",
  verification_type: "credit-card",
};
const sortedDigest = "f5dcc071a026aae0d211bc5e29d236f2cd856a68";
/** Keys in the page's order. */
const listedDigest = "606488a8283980df2b22537b1a0472b3a2b54768";
const vector = new Map(Object.entries(pageTexts));
const signedNames = Object.keys(pageTexts).filter((name) => name !== "api_secret");
const bodyNames = signedNames.filter((name) => name !== "api_key");

/** The name's signed text or written JSON. Undefined leaves it out. */
type Values = Readonly<Record<string, string | undefined>>;

const textToSign = (changes: Values = {}) =>
  Object.entries({ ...pageTexts, ...changes })
    .filter(([, text]) => text !== undefined)
    .map(([name, text]) => `${name}:${text}`)
    .join("");
const sign = (changes?: Values) => createHash("sha1").update(textToSign(changes), "utf8").digest("hex");

/** `written` changes the JSON text, `signed` the signed values. */
function bodyWith(written: Values = {}, signed: Values = {}): string {
  const members: Values = {
    ...Object.fromEntries(signedNames.map((name) => [name, JSON.stringify(vector.get(name))])),
    document_set_scoring: vector.get("document_set_scoring"),
    timestamp: vector.get("timestamp"),
    completed_at: "1539673097",
    signature: `"${sign(signed)}"`,
    ...written,
  };
  const texts = Object.entries(members).filter(([, text]) => text !== undefined);
  return `{${texts.map(([name, text]) => `"${name}":${text}`).join(",")}}`;
}

function signedExample(name: string, changes: Readonly<Record<string, unknown>> = {}): string {
  const body = JSON.parse(exampleBody("pipwave", name, { ...changes, api_key: apiKey }));
  const texts = Object.fromEntries(signedNames.map((field) => [field, String(body[field] ?? "")]));
  return JSON.stringify({ ...body, signature: sign(texts) });
}

/** Twenty minutes after the samples' `timestamp`. */
const start = "2018-10-16T07:18:20.000Z";
const harness = () => createVendorHarness(pipwave, { secrets: [{ apiKey, apiSecret }], start });

const score = (written: string | undefined, signed: string | undefined): [Values, Values] => [
  { document_set_scoring: written },
  { document_set_scoring: signed },
];

const ok = { status: 200, headers: { "content-type": "text/plain" }, body: "OK" };

describe("authenticates", () => {
  const cases: [string, Values, Values][] = [
    ["the digest of the sorted pairs", { signature: `"${sortedDigest}"` }, {}],
    ["a body without api_key", { api_key: undefined }, {}],
    ["a score with a zero behind the point", ...score("100.0", "100.0")],
    ["a score with a zero at the end", ...score("96.670", "96.670")],
    ["a score with an exponent", ...score("1e2", "1e2")],
    ["a score of 17 digits signed in 14", ...score("96.67165374755859", "96.671653747559")],
    ["a score of 17 digits signed in 12", ...score("96.67165374755859", "96.6716537476")],
    ["a score written as a float and signed as PHP prints it", ...score("100.0", "100")],
    ["a score as a text", ...score('"96.670"', "96.670")],
    ["a score of null signed as empty", ...score("null", "")],
    ["no score left out of the signature", ...score(undefined, undefined)],
    ["no time stamp", { timestamp: undefined }, { timestamp: undefined }],
  ];
  it.each(cases)("accepts %s", async (_, written, signed) => {
    const { response, receipt } = await harness().deliver({ body: bodyWith(written, signed) });
    expect(receipt.outcome).toBe("accepted");
    expect(response).toEqual(ok);
  });
});

describe("rejects", () => {
  /** Length extension: the digest of the text, its padding (FIPS 180-4, 5.1.1) and a suffix needs no secret. */
  const text = Buffer.from(textToSign());
  const zeros = Buffer.alloc((119 - (text.length % 64)) % 64);
  const bits = Buffer.alloc(8);
  bits.writeBigUInt64BE(BigInt(text.length) * 8n);
  const extension = Buffer.concat([Buffer.from([0x80]), zeros, bits, Buffer.from("x")]);
  const extendedDigest = createHash("sha1").update(text).update(extension).digest("hex");
  const extendedType = `credit-card${extension.toString("latin1")}`;
  const extended = (type: string) => bodyWith({ verification_type: type, signature: `"${extendedDigest}"` });

  it.each<[string, string | Uint8Array, string?]>([
    ["an extended text", Buffer.from(extended(`"${extendedType}"`), "latin1"), "signature_missing"],
    ["an extended text in escapes", extended(JSON.stringify(extendedType))],
    ["the digest of the pairs as listed", bodyWith({ signature: `"${listedDigest}"` })],
    ["a score of null signed as 0", bodyWith(...score("null", "0"))],
    ["a score with a zero before it", bodyWith({ document_set_scoring: '"096.6716537476"' })],
    ["a score that only rounds to the signed one", bodyWith(...score("99.99999999999", "100"))],
    ["a score with a sign before it", bodyWith({ document_set_scoring: '"+96.6716537476"' })],
    ["a score in white space", bodyWith({ document_set_scoring: '" 96.6716537476"' })],
    ["a score without its zero", bodyWith(...score('".5"', "0.5"))],
    ["a score with a negative zero for a signed zero", bodyWith(...score("-0.0", "0"))],
    ["a score that is no number for a signed one", bodyWith(...score('"0x60"', "96"))],
    ["the text null signed as empty", bodyWith({ user_id: '"null"' }, { user_id: "" })],
    ["a flag for a signed text", bodyWith({ user_id: "true" }, { user_id: "true" })],
    [
      "a time stamp moved into the token before it, which keeps the signed text",
      bodyWith({ session_token: '"p5nrUZoltimestamp:1539673100"', timestamp: undefined }),
    ],
    ...bodyNames.flatMap((name): [string, string][] => [
      [`another ${name}`, bodyWith({ [name]: '"7"' })],
      [`a removed ${name}`, bodyWith({ [name]: undefined })],
    ]),
  ])("refuses %s and stores nothing", async (_, body, code = "signature_mismatch") => {
    await expectRefusal(harness(), { body }, code);
  });
});

describe("understands", () => {
  // docs/sources.md has the outcomes, which test/docs/facts.test.ts sends.
  it("reads a result as one of its session, its document and its user", async () => {
    const references = { session: "p5nrUZol", document: "PD20181016000000008", entity: "1514333" };
    const event = { source: "pipwave", subject: "p5nrUZol", data: { references } };
    await expectEvent(harness(), { body: signedExample("upload-failed") }, event);
  });

  it.each([
    ["a colon in user_id", "user_id", '"a:b"', "a:b"],
    ["a colon in session_token", "session_token", '"a:b"', "a:b"],
    ["no pd_id", "pd_id", undefined, ""],
    ["no verification_status", "verification_status", "null", ""],
    ["a verification_type with spaces", "verification_type", '"credit card"', "credit card"],
  ])("quarantines %s and answers OK", async (_, field, written, signed) => {
    const pipwaveHarness = harness();
    const body = bodyWith({ [field]: written }, { [field]: signed });
    expect((await pipwaveHarness.deliver({ body })).response).toEqual(ok);
    expect(pipwaveHarness.quarantined()).toMatchObject([{ issues: [{ path: `body.${field}` }] }]);
  });
});

describe("normalizes", () => {
  it("gives every field of a livefeed, those that are proved, its times in UTC and PHP's empty list as an empty map", async () => {
    const body = signedExample("livefeed-success");
    const event = await eventAfter(harness(), { body });
    expect(event.authenticated).toBe("fields");
    expect(event.authenticatedfields?.split(",").sort()).toEqual(signedNames);
    // No time of it is signed.
    expect(event).not.toHaveProperty("time");
    const { signature: _, api_key: __, ...original } = JSON.parse(body);
    expect(event.data.original).toEqual(original);
    const document = {
      documentType: "credit-card",
      result: "10",
      scoring: 96.67,
      analysisResultMeta: {},
      fullFilename: "full.jpg",
      fullSize: 187402,
      fullUrl: "https://pipwave.example/full.jpg",
      subjectFilename: "subject.jpg",
      subjectSize: 48213,
      subjectUrl: "https://pipwave.example/subject.jpg",
    };
    // 1539673091 and 1539673097, counted from 1970 in UTC.
    expect(event.data.notification).toEqual({
      pdId: "PD20181016000000006",
      sessionToken: "p5nrUZol",
      verificationType: "credit-card",
      verificationStatus: "10",
      userId: "1514333",
      documentSetScoring: 96.6716537476,
      mode: "livefeed",
      attempts: 1,
      ipAddress: "156.11.142.195",
      userAgent: expect.stringMatching(/^Mozilla\/5\.0 \(Macintosh;/),
      analysisResultMeta: { match_text: { name: { text: "A N Other", score: 98.5, result: "10" } } },
      extraParams: [null, null, null],
      documents: [document],
      startedAt: "2018-10-16T06:58:11.000Z",
      completedAt: "2018-10-16T06:58:17.000Z",
    });
  });

  it("leaves out what an upload without a decision does not have", async () => {
    const documents = [{ documentType: null, subjectFilename: null, subjectSize: null, subjectUrl: null }];
    const notification = { mode: "upload", documentSetScoring: null, documents };
    const body = signedExample("upload-error", { documents: [{}] });
    await expectEvent(harness(), { body }, { data: { notification } });
  });

  const document = { document_type: "selfie", result: 10, document_scoring: "96.67", full_size: "12" };
  const read = { documentType: "selfie", result: "10", scoring: 96.67, fullSize: 12 };
  it.each<[string, Readonly<Record<string, unknown>>, object, ...string[]]>([
    ["analysis_result_meta as []", { analysis_result_meta: [] }, { analysisResultMeta: {} }],
    ["analysis_result_meta as {}", { analysis_result_meta: {} }, { analysisResultMeta: {} }],
    ["documents as a map", { documents: { 0: document, 2: document } }, { documents: [read, read] }],
    ["documents with numbers as texts", { documents: [document] }, { documents: [read] }],
    ["times as texts", { completed_at: "1539673097" }, { completedAt: "2018-10-16T06:58:17.000Z" }],
    ["extra parameters", { extra_param2: "order 7" }, { extraParams: [null, "order 7", null] }],
    ["documents as a text", { documents: "x" }, { documents: [] }, "unreadable_value documents"],
    ["half the list", { documents: [7, document] }, { documents: [read] }, "unreadable_value documents.0"],
    ["a list in it", { documents: [[], document] }, { documents: [read] }, "unreadable_value documents.0"],
    ["an odd pd_id", { pd_id: "PD1" }, { pdId: "PD1" }, "unknown_value pd_id"],
  ])("reads %s", async (_, changes, notification, ...flags) => {
    const body = signedExample("livefeed-success", changes);
    await expectEvent(harness(), { body }, { data: { outcome: "passed", notification } }, ...flags);
  });

  it("carries an unknown result through and flags it", async () => {
    const body = signedExample("livefeed-success", { verification_status: "11" });
    const data = { outcome: "unknown", reason: "11" };
    await expectEvent(harness(), { body }, { data }, "unknown_value verification_status");
  });

  it.each([
    ["96.67165374755859", "96.6716537476"],
    ['"96.67165374755859"', '"96.6716537476"'],
    ["100.0", "100"],
    ["100.0", "100.0"],
    ["96.670", "96.670"],
    ["1e2", "1e2"],
  ])("carries the signed spelling of a score written as %s: %s", async (written, carried) => {
    const pipwaveHarness = harness();
    const signed = carried.replaceAll('"', "");
    const { data } = await eventAfter(pipwaveHarness, { body: bodyWith(...score(written, signed)) });
    expect(pipwaveHarness.eventQueue.messages[0]?.body).toContain(`"document_set_scoring":${carried},`);
    expect(data.notification.documentSetScoring).toBe(Number.parseFloat(signed));
  });
});

describe("deduplicates", () => {
  const livefeed = "livefeed-success";
  const signedAnew = [{ full_url: "https://pipwave.example/full.jpg?expires=2" }];
  it.each<[string, string, Readonly<Record<string, unknown>>, "duplicate" | "accepted"]>([
    ["a repeat signed at another time", livefeed, { timestamp: 1539673400 }, "duplicate"],
    ["a repeat without a time", livefeed, { timestamp: undefined }, "duplicate"],
    ["addresses signed anew", livefeed, { documents: signedAnew, timestamp: 1539673400 }, "duplicate"],
    ["numbers as texts", livefeed, { completed_at: "1539673097", timestamp: "1539673400" }, "duplicate"],
    ["texts as numbers", livefeed, { verification_status: 10, timestamp: 1539673400 }, "duplicate"],
    ["a review that becomes a success", "upload-review", { verification_status: "10" }, "accepted"],
    ["other documents", "upload-review", { pd_id: "PD20181016000000010" }, "accepted"],
    ["another type", "upload-review", { verification_type: "credit-card" }, "accepted"],
    ["a later end", "upload-review", { completed_at: 1539673999, timestamp: 1539674000 }, "accepted"],
  ])("takes %s for what it is", async (_, name, changes, outcome) => {
    const [first, second] = [{ body: signedExample(name) }, { body: signedExample(name, changes) }];
    await expectSecond(harness(), first, second, outcome);
  });

  const sent = 1539673100;
  it.each([
    ["of 2018, eight years later", sent, "2026-11-21T09:30:00.000Z", "stale"],
    ["one second older than keys are kept", sent, "2018-11-15T06:58:21.000Z", "stale"],
    ["as old as keys are kept", sent, "2018-11-15T06:58:20.000Z", undefined],
    ["of the year 5138", 99_999_999_999, start, "ahead"],
    ["in milliseconds", sent * 1000, start, "ahead"],
    ["five minutes and a second ahead", sent, "2018-10-16T06:53:19.000Z", "ahead"],
    ["five minutes ahead", sent, "2018-10-16T06:53:20.000Z", undefined],
    ["before 1970", -1, start, "stale"],
  ])("keeps a signed time %s out of the events unless it can be", async (_, timestamp, receivedAt, code) => {
    const pipwaveHarness = harness();
    const body = signedExample("livefeed-success", { timestamp });
    const { response, receipt } = await pipwaveHarness.deliver({ body, receivedAt: new Date(receivedAt) });
    expect(response).toEqual(ok);
    expect(receipt.outcome).toBe(code ? "quarantined" : "accepted");
    const issues = code ? [[{ code, path: "body.timestamp" }]] : [];
    expect(pipwaveHarness.quarantined().map((message) => message.issues)).toEqual(issues);
  });
});
