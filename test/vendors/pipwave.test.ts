import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { pipwave } from "../../functions/pipwave/vendor.ts";
import { exampleBody } from "../support/examples.ts";
import { createVendorHarness, type VendorHarness } from "../support/vendor-harness.ts";
import { extendSha1 } from "./length-extension.ts";
import { eventAfter, expectInOneOrder, expectRefusal, flagsOf, outcomesOf } from "./outcomes.ts";

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
const harness = (...secrets: readonly { apiKey: string; apiSecret: string }[]) =>
  createVendorHarness(pipwave, { secrets: secrets.length > 0 ? secrets : [{ apiKey, apiSecret }], start });

const score = (written: string | undefined, signed: string | undefined): [Values, Values] => [
  { document_set_scoring: written },
  { document_set_scoring: signed },
];

/** Each delivery meets an intake of its own. */
const eventOf = (body: string) => eventAfter(harness(), { body });
const outcomesOfBodies = (tested: VendorHarness, ...bodies: readonly string[]) =>
  outcomesOf(tested, ...bodies.map((body) => ({ body })));

const ok = { status: 200, headers: { "content-type": "text/plain" }, body: "OK" };

describe("authenticates", () => {
  const cases: [string, Values, Values][] = [
    ["the digest of the sorted pairs", { signature: `"${sortedDigest}"` }, {}],
    ["a digest in capitals", { signature: `"${sortedDigest.toUpperCase()}"` }, {}],
    ["a body without api_key", { api_key: undefined }, {}],
    ["a score with a zero behind the point", ...score("100.0", "100.0")],
    ["a score with a zero at the end", ...score("96.670", "96.670")],
    ["a score with an exponent", ...score("1e2", "1e2")],
    ["a score of 17 digits signed in 14", ...score("96.67165374755859", "96.671653747559")],
    ["a score of 17 digits signed in 12", ...score("96.67165374755859", "96.6716537476")],
    ["a score written as a float and signed as PHP prints it", ...score("100.0", "100")],
    ["a score as a text", ...score('"96.670"', "96.670")],
    ["a score of null signed as empty", ...score("null", "")],
    ["a score of null left out of the signature", ...score("null", undefined)],
    ["no score signed as empty", ...score(undefined, "")],
    ["no score left out of the signature", ...score(undefined, undefined)],
    ["an empty score", ...score('""', "")],
    ["no time stamp", { timestamp: undefined }, { timestamp: undefined }],
    ["texts as numbers", { user_id: "1514333", verification_status: "10" }, {}],
    ["numbers as texts", { timestamp: '"1539673100"', document_set_scoring: '"96.6716537476"' }, {}],
    ["a user outside ASCII", { user_id: '"usér-用户"' }, { user_id: "usér-用户" }],
  ];
  it.each(cases)("accepts %s", async (_, written, signed) => {
    const { response, receipt } = await harness().deliver({ body: bodyWith(written, signed) });
    expect(receipt.outcome).toBe("accepted");
    expect(response).toEqual(ok);
  });

  it("accepts the previous pair of key and secret beside the current one", async () => {
    const both = harness({ apiKey: "new-key-", apiSecret: "new-secret" }, { apiKey, apiSecret });
    const renewed = bodyWith({ api_key: '"new-key-"' }, { api_key: "new-key-", api_secret: "new-secret" });
    const mixed = bodyWith({ api_key: '"new-key-"' }, { api_key: "new-key-" });
    const outcomes = await outcomesOfBodies(both, bodyWith(), renewed, mixed);
    expect(outcomes).toEqual(["accepted", "duplicate", "refused"]);
  });

  it("counts the last of a repeated key", async () => {
    const twice = (first: string, last: string) => bodyWith({ user_id: `${first},"user_id":${last}` });
    const pipwaveHarness = harness();
    const outcomes = await outcomesOfBodies(
      pipwaveHarness,
      twice('"1"', '"1514333"'),
      twice('"1514333"', '"1"'),
    );
    expect(outcomes).toEqual(["accepted", "refused"]);
    expect(pipwaveHarness.events()).toMatchObject([{ data: { notification: { userId: "1514333" } } }]);
  });
});

describe("rejects", () => {
  const extension = extendSha1(sortedDigest, textToSign().length, "x");
  const extendedType = `credit-card${extension.glue.toString("latin1")}x`;
  const extended = bodyWith({ verification_type: '"?"', signature: `"${extension.digest}"` });

  const missing: [string, string | Uint8Array][] = [
    ["no signature", bodyWith({ signature: undefined })],
    ["half a signature", bodyWith({ signature: `"${sortedDigest.slice(20)}"` })],
    ["a form", `pd_id=PD20181016000000006&signature=${sortedDigest}`],
    ["no body", ""],
    ["bytes that are no UTF-8", Buffer.from(bodyWith({ mode: '"\u00ff"' }), "latin1")],
    ["a text extended behind its end", Buffer.from(extended.replace("?", extendedType), "latin1")],
  ];
  const inEscapes = extended.replace('"?"', () => JSON.stringify(extendedType));
  const mismatching: [string, string][] = [
    ["the digest of the pairs as listed", bodyWith({ signature: `"${listedDigest}"` })],
    ["a text extended behind its end in escapes", inEscapes],
    ["another secret", bodyWith({}, { api_secret: "example-secre" })],
    ["a score that differs in its last digit", bodyWith({ document_set_scoring: "96.6716537477" })],
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
    ...bodyNames.flatMap((name): [string, string][] => [
      [`another ${name}`, bodyWith({ [name]: '"7"' })],
      [`a removed ${name}`, bodyWith({ [name]: undefined })],
    ]),
  ];
  const foreign: [string, string][] = [
    ["another api_key", bodyWith({ api_key: '"other"' })],
    ["another api_key that is signed", bodyWith({ api_key: '"other"' }, { api_key: "other" })],
  ];
  it.each([
    ...missing.map((row) => [...row, "signature_missing"] as const),
    ...mismatching.map((row) => [...row, "signature_mismatch"] as const),
    ...foreign.map((row) => [...row, "credential_mismatch"] as const),
  ])("refuses %s and stores nothing", async (_, body, code) => {
    await expectRefusal(harness(), { body }, code);
  });

  it("refuses extended texts although their digest is right over the same bytes", () => {
    const bytes = Buffer.concat([Buffer.from(textToSign()), extension.glue, Buffer.from("x")]);
    expect(createHash("sha1").update(bytes).digest("hex")).toBe(extension.digest);
  });
});

describe("understands", () => {
  it.each([
    ["livefeed-success", "passed", "10", "PD20181016000000006"],
    ["upload-failed", "failed", "5", "PD20181016000000008"],
    ["upload-review", "review", "8", "PD20181016000000007"],
    ["upload-error", "error", "2", "PD20181016000000009"],
  ])("reads %s as %s", async (example, outcome, reason, document) => {
    const pipwaveHarness = harness();
    const { response } = await pipwaveHarness.deliver({ body: signedExample(example) });
    expect(response).toEqual(ok);
    const references = { session: "p5nrUZol", document, entity: "1514333" };
    expect(pipwaveHarness.events()).toMatchObject([
      { source: "pipwave", subject: "p5nrUZol", data: { outcome, reason, references, flags: [] } },
    ]);
  });

  it.each([
    ["a colon in user_id", "user_id", '"a:b"', "a:b"],
    ["a colon in session_token", "session_token", '"a:b"', "a:b"],
    ["no pd_id", "pd_id", undefined, ""],
    ["no verification_status", "verification_status", "null", ""],
    ["a verification_type with spaces", "verification_type", '"credit card"', "credit card"],
  ])("quarantines %s and answers OK", async (_, field, written, signed) => {
    const pipwaveHarness = harness();
    const { response } = await pipwaveHarness.deliver({
      body: bodyWith({ [field]: written }, { [field]: signed }),
    });
    expect(response).toEqual(ok);
    expect(pipwaveHarness.quarantined()).toMatchObject([{ issues: [{ path: `body.${field}` }] }]);
    expect(pipwaveHarness.events()).toEqual([]);
  });

  it("makes no event of a time stamp moved into the token before it, which keeps the signed text", async () => {
    const moved = { session_token: '"p5nrUZoltimestamp:1539673100"', timestamp: undefined };
    await expectRefusal(harness(), { body: bodyWith(moved) }, "signature_mismatch");
  });
});

describe("normalizes", () => {
  it("gives every field of a livefeed, its times in UTC and PHP's empty list as an empty map", async () => {
    const body = signedExample("livefeed-success");
    const event = await eventOf(body);
    expect(event).toMatchObject({ recordedtime: start });
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

  it("names the eight values of the body that are proved", async () => {
    const event = await eventOf(bodyWith());
    expect(event.authenticated).toBe("fields");
    expect(event.authenticatedfields?.split(",").sort()).toEqual(signedNames);
  });

  it("leaves out what an upload without a decision does not have", async () => {
    const documents = [{ documentType: null, subjectFilename: null, subjectSize: null, subjectUrl: null }];
    const notification = { mode: "upload", documentSetScoring: null, documents };
    const { data } = await eventOf(signedExample("upload-error", { documents: [{}] }));
    expect(data).toMatchObject({ notification, flags: [] });
  });

  const document = { document_type: "selfie", result: 10, document_scoring: "96.67", full_size: "12" };
  const read = { documentType: "selfie", result: "10", scoring: 96.67, fullSize: 12 };
  const shapes: [string, Record<string, unknown>, object, string?][] = [
    ["analysis_result_meta as []", { analysis_result_meta: [] }, { analysisResultMeta: {} }],
    ["analysis_result_meta as {}", { analysis_result_meta: {} }, { analysisResultMeta: {} }],
    ["documents as a map", { documents: { 0: document, 2: document } }, { documents: [read, read] }],
    ["documents with numbers as texts", { documents: [document] }, { documents: [read] }],
    ["times as texts", { completed_at: "1539673097" }, { completedAt: "2018-10-16T06:58:17.000Z" }],
    ["extra parameters", { extra_param2: "order 7" }, { extraParams: [null, "order 7", null] }],
    ["documents as a text", { documents: "x" }, { documents: [] }, "unreadable_value documents"],
    ["half the list", { documents: [7, document] }, { documents: [read] }, "unreadable_value documents.0"],
    ["a list in it", { documents: [[], document] }, { documents: [read] }, "unreadable_value documents.0"],
    ["an unknown mode", { mode: "kiosk" }, { mode: "kiosk" }, "unknown_value mode"],
    ["a new field", { risk: 1 }, { pdId: "PD20181016000000006" }, "unknown_field risk"],
    ["an odd pd_id", { pd_id: "PD1" }, { pdId: "PD1" }, "unknown_value pd_id"],
  ];
  it.each(shapes)("reads %s", async (_, changes, notification, flag) => {
    const event = await eventOf(signedExample("livefeed-success", changes));
    expect(event.data).toMatchObject({ outcome: "passed", notification });
    expect(flagsOf(event)).toEqual(flag ? [flag] : []);
  });

  it("carries an unknown result through and flags it", async () => {
    const event = await eventOf(signedExample("livefeed-success", { verification_status: "11" }));
    expect(event.data).toMatchObject({ outcome: "unknown", reason: "11" });
    expect(flagsOf(event)).toEqual(["unknown_value verification_status"]);
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
  it("answers OK to new, repeated and quarantined deliveries alike", async () => {
    const pipwaveHarness = harness();
    const broken = bodyWith({ user_id: '":"' }, { user_id: ":" });
    const results = [];
    for (const body of [bodyWith(), bodyWith(), broken, broken]) {
      const { response, receipt } = await pipwaveHarness.deliver({ body });
      expect(response).toEqual(ok);
      results.push(receipt.outcome);
    }
    expect(results).toEqual(["accepted", "duplicate", "quarantined", "duplicate"]);
  });

  const signedAnew = [{ full_url: "https://pipwave.example/full.jpg?expires=2" }];
  it.each([
    ["signed at another time", { timestamp: 1539673400 }],
    ["without a time", { timestamp: undefined }],
    ["with addresses signed anew", { documents: signedAnew, timestamp: 1539673400 }],
    ["with numbers as texts", { completed_at: "1539673097", timestamp: "1539673400" }],
    ["with texts as numbers", { verification_status: 10, timestamp: 1539673400 }],
  ])("sends one result once when it is repeated %s", async (_, changes) => {
    const pipwaveHarness = harness();
    const bodies = [signedExample("livefeed-success"), signedExample("livefeed-success", changes)];
    expect(await outcomesOfBodies(pipwaveHarness, ...bodies)).toEqual(["accepted", "duplicate"]);
    expect(pipwaveHarness.events()).toHaveLength(1);
  });

  it.each([
    ["a review that becomes a success", { verification_status: "10" }],
    ["another set of documents", { pd_id: "PD20181016000000010" }],
    ["another type in the same session", { verification_type: "credit-card" }],
    ["another time of completion", { completed_at: 1539673999, timestamp: 1539674000 }],
  ])("sends two events in one order for %s", async (_, changes) => {
    const pipwaveHarness = harness();
    const bodies = [signedExample("upload-review"), signedExample("upload-review", changes)];
    expect(await outcomesOfBodies(pipwaveHarness, ...bodies)).toEqual(["accepted", "accepted"]);
    expectInOneOrder(pipwaveHarness, 2);
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

describe("deduplicates what is altered", () => {
  /** Other unsigned content under the same signature. */
  const alter = (body: string, changes: Readonly<Record<string, unknown>>) =>
    JSON.stringify({ ...JSON.parse(body), ...changes });
  const genuine = signedExample("livefeed-success");
  const textsOf = ({ eventQueue, quarantineQueue }: VendorHarness) =>
    [...eventQueue.messages, ...quarantineQueue.messages].map(
      ({ body }) => body + Buffer.from(/"body":"([^"]*)"/.exec(body)?.[1] ?? "", "base64").toString(),
    );

  it("makes no event of a signature that was seen, whatever is written beside it", async () => {
    const pipwaveHarness = harness();
    const later = signedExample("upload-failed", { completed_at: 1539673999, timestamp: 1539674000 });
    const variants = Array.from({ length: 20 }, (_, index) =>
      alter(genuine, {
        completed_at: 1539680000 + index,
        documents: [{ full_url: "https://attacker.example/passport.jpg" }],
        extra_param1: "order 666",
      }),
    );
    const bodies = [genuine, later, ...variants, ...variants];
    expect(await outcomesOfBodies(pipwaveHarness, ...bodies)).toEqual([
      ...["accepted", "accepted"],
      ...variants.map(() => "quarantined"),
      ...variants.map(() => "duplicate"),
    ]);
    expect(pipwaveHarness.events()).toHaveLength(2);
    const issues = pipwaveHarness.quarantined().map((message) => message.issues);
    expect(issues).toEqual(variants.map(() => [{ code: "altered_copy" }]));
  });

  it("keeps the genuine bytes where an altered copy came first, and says so", async () => {
    const pipwaveHarness = harness();
    await pipwaveHarness.deliver({ body: alter(genuine, { extra_param1: "order 666" }) });
    const { receipt } = await pipwaveHarness.deliver({ body: genuine });
    expect(receipt).toMatchObject({ outcome: "quarantined", altered: true });
    const [event] = pipwaveHarness.events();
    const [message] = pipwaveHarness.quarantineQueue.messages;
    const quarantined = JSON.parse(message?.body ?? "");
    expect(quarantined).toMatchObject({ issues: [{ code: "altered_copy" }], copyof: [event?.id] });
    expect(quarantined.delivery.proven.signature.digest).toBe(event?.signaturedigest);
    const kept = JSON.parse(Buffer.from(quarantined.delivery.body, "base64").toString());
    expect(kept).toEqual({ ...JSON.parse(genuine), signature: "", api_key: "" });
  });

  it("is not kept from the vendor's next word by an altered copy that took its time of completion", async () => {
    const next = signedExample("livefeed-success", { completed_at: 1539673999, timestamp: 1539674000 });
    const bodies = [genuine, alter(genuine, { completed_at: 1539673999 }), next];
    expect(await outcomesOfBodies(harness(), ...bodies)).toEqual(["accepted", "quarantined", "accepted"]);
  });

  it("notices two bodies under one signature that are taken in at the same time", async () => {
    const pipwaveHarness = harness();
    const bodies = [genuine, alter(genuine, { extra_param1: "order 666" })];
    const results = await Promise.all(bodies.map((body) => pipwaveHarness.deliver({ body })));
    expect(results.filter(({ receipt }) => receipt.altered)).toHaveLength(1);
    // The queue absorbs the second event by its id. Quarantine keeps its bytes.
    const altered = textsOf(pipwaveHarness).map((text) => text.includes("order 666"));
    expect(altered.toSorted()).toEqual([false, true]);
  });

  it("counts a delivery that was not understood: its signature makes no event either", async () => {
    const broken = bodyWith({ user_id: '":"' }, { user_id: ":" });
    const outcomes = await outcomesOfBodies(harness(), broken, alter(broken, { mode: "kiosk" }));
    expect(outcomes).toEqual(["quarantined", "quarantined"]);
  });

  it.each(["api_key", "signature"])("lets no %s into an event or the quarantine", async (field) => {
    const pipwaveHarness = harness();
    const escapedName = `\\u00${field.charCodeAt(0).toString(16)}${field.slice(1)}`;
    const body = genuine.replace(`"${field}":`, `"${field}":"first","${escapedName}":`);
    const bodies = [body, alter(body, { extra_param1: "x" }), bodyWith({ user_id: '":"' }, { user_id: ":" })];
    expect(await outcomesOfBodies(pipwaveHarness, ...bodies)).toEqual([
      "accepted",
      "quarantined",
      "quarantined",
    ]);
    for (const secret of [apiKey, ...bodies.map((sent) => JSON.parse(sent).signature)])
      for (const text of textsOf(pipwaveHarness)) expect(text).not.toContain(secret);
  });
});
