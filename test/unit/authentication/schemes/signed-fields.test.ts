import { createHash } from "node:crypto";
import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { signedFields, unambiguous } from "../../../../lib/authentication/schemes/signed-fields.ts";
import { jsonNumber } from "../../arbitraries.ts";
import { prepareScheme, verifyScheme } from "../verify-scheme.ts";

// Its sorted order is amount, id, key, pepper, state.
const recipe = {
  hash: "sha256",
  signature: "digest",
  fields: ["state", "id", "amount"],
  ownFields: () => ({ key: "k" }),
  secretFields: (pepper: string) => ({ pepper }),
} as const;
const scheme = signedFields(recipe);
const complete = '"id":"i","amount":5,"state":"ok"';
const text = "amount:5id:ikey:kpepper:pstate:ok";
const digest = (signedText: string, hash = "sha256") =>
  createHash(hash).update(signedText, "utf8").digest("hex");

const signed = (members: string, signedText: string) => `{${members},"digest":"${digest(signedText)}"}`;
/** The scheme's verdict without its proof. */
async function verify(body: string | Uint8Array, ours = scheme, headers = {}, settings: unknown = {}) {
  const verdict = await verifyScheme(ours, "p", { headers, body }, { settings });
  return typeof verdict === "string" ? verdict : "authentic";
}

describe("signedFields", () => {
  const absent = '"id":"i","state":"ok"';
  it.each([
    ["texts", '"id":"i","amount":"5","state":"ok"', text],
    ["numbers by their characters", '"id":7,"amount":100.0', "amount:100.0id:7key:kpepper:pstate:"],
    ["fields that are not signed", `${complete},"more":[1]`, text],
    ["an empty field, signed empty", `${absent},"amount":""`, "amount:id:ikey:kpepper:pstate:ok"],
    ["an absent field, signed empty", absent, "amount:id:ikey:kpepper:pstate:ok"],
    ["an absent field, left out", absent, "id:ikey:kpepper:pstate:ok"],
    ["a null field, left out", `${absent},"amount":null`, "id:ikey:kpepper:pstate:ok"],
    ["one empty and one left out", '"id":"i"', "amount:id:ikey:kpepper:p"],
    ["letters outside ASCII, in UTF-8", '"id":"é€","amount":5', "amount:5id:é€key:kpepper:pstate:"],
    ["escapes as what they stand for", '"id":"\\u0069","amount":5,"state":"ok"', text],
    ["a colon beside an empty field", '"id":"i:","amount":5', "amount:5id:i:key:kpepper:pstate:"],
    ["our own field, repeated", `${complete},"key":"k"`, text],
    ["the last of a repeated field", `"id":"x",${complete}`, text],
  ])("accepts %s", async (_, members, signedText) => {
    expect(await verify(signed(members, signedText))).toBe("authentic");
  });

  const long = "i".repeat(257);
  it.each([
    ["another value", '"id":"j","amount":5,"state":"ok"', text],
    ["another spelling of a number", '"id":"i","amount":5.0,"state":"ok"', text],
    ["another secret", complete, "amount:5id:ikey:kpepper:qstate:ok"],
    ["no secret", complete, "amount:5id:ikey:kstate:ok"],
    ["another order", complete, "state:okid:iamount:5key:kpepper:p"],
    ["an object as a value", '"id":{},"amount":5', "amount:5id:{}key:kpepper:pstate:"],
    ["a colon beside a missing field", '"id":"i:","amount":5', "amount:5id:i:key:kpepper:p"],
    // UTF-8 writes U+FFFD for either half, so their digests are one.
    ["half a surrogate pair", '"id":"\\ud800","amount":5', "amount:5id:\uFFFDkey:kpepper:pstate:"],
    ["a value of 257 characters", `"id":"${long}"`, `amount:id:${long}key:kpepper:pstate:`],
    ["another own field than ours", `${complete},"key":"l"`, text, "credential_mismatch"],
    ["an own field of another type", `${complete},"key":["k"]`, text, "credential_mismatch"],
    ["the secret, which never travels", `${complete},"pepper":"p"`, text, "credential_mismatch"],
  ])("refuses %s", async (_, members, signedText, code = "signature_mismatch") => {
    expect(await verify(signed(members, signedText))).toBe(code);
  });

  it.each([
    ["no signature", `{${complete}}`],
    ["a null signature", `{${complete},"digest":null}`],
    ["a digest of another length", `{${complete},"digest":"${digest(text, "sha1")}"}`],
    ["a digest that is no hexadecimal", `{${complete},"digest":"${"g".repeat(64)}"}`],
    ["a digest that begins with another letter", `{${complete},"digest":"g${digest(text).slice(1)}"}`],
    ["a digest that ends with another letter", `{${complete},"digest":"${digest(text).slice(1)}g"}`],
    ["a signature in a list", `{${complete},"digest":["${digest(text)}"]}`],
    ["a list", `[${signed(complete, text)}]`],
    ["no JSON", "id=i"],
    ["bytes that are no text", Uint8Array.of(0xff, 0x7b, 0x7d)],
  ])("finds no signature in %s", async (_, body) => {
    expect(await verify(body)).toBe("signature_missing");
  });

  it("signs with the hash of the recipe, in hexadecimal of either case", async () => {
    const sha1 = signedFields({ ...recipe, hash: "sha1" });
    expect(await verify(`{${complete},"digest":"${digest(text, "sha1")}"}`, sha1)).toBe("authentic");
    expect(await verify(signed(complete, text), sha1)).toBe("signature_missing");
    expect(await verify(`{${complete},"digest":"${digest(text).toUpperCase()}"}`)).toBe("authentic");
  });

  it("accepts the recipe's other spellings of a number, and no more", async () => {
    const spelled = signedFields({ ...recipe, spellings: { amount: (amount) => [`${amount}.00`] } });
    expect(await verify(signed(complete, text), spelled)).toBe("authentic");
    expect(await verify(signed(complete, text.replace("5", "5.00")), spelled)).toBe("authentic");
    expect(await verify(signed(complete, text.replace("5", "5.0")), spelled)).toBe("signature_mismatch");
  });

  it("reads from headers what the body lacks, where the deployment says so", async () => {
    const settings = { headers: { digest: "X-Digest", id: "x-id" } };
    const headers = { "x-digest": digest(text), "x-id": "i" };
    const lacking = '{"amount":5,"state":"ok"}';
    const contradicting = '{"amount":5,"state":"ok","id":"j"}';
    expect(await verify(lacking, scheme, headers, settings)).toBe("authentic");
    expect(await verify(contradicting, scheme, headers, settings)).toBe("signature_mismatch");
    expect(await verify(lacking, scheme, headers)).toBe("signature_missing");
  });

  it.each(["[]", '"id"', "id=i", ""])("believes no header beside the body %j", async (body) => {
    const settings = { headers: { digest: "x-digest" } };
    for (const signedText of ["amount:id:key:kpepper:pstate:", "key:kpepper:p"]) {
      const headers = { "x-digest": digest(signedText) };
      expect(await verify("{}", scheme, headers, settings)).toBe("authentic");
      expect(await verify(body, scheme, headers, settings)).toBe("signature_missing");
    }
  });

  it("refuses a body that names any of several secret fields, or contradicts any of several own ones", async () => {
    const two = signedFields({
      ...recipe,
      ownFields: () => ({ key: "k", shop: "s" }),
      secretFields: (pepper: string) => ({ pepper, salt: "s" }),
    });
    const bodyWith = (members: string) =>
      signed(`${complete},${members}`, "amount:5id:ikey:kpepper:psalt:sshop:sstate:ok");
    expect(await verify(bodyWith('"key":"k","shop":"s"'), two)).toBe("authentic");
    for (const members of ['"pepper":"p"', '"salt":null', '"key":"k","shop":"t"', '"key":"l"'])
      expect(await verify(bodyWith(members), two), members).toBe("credential_mismatch");
  });

  it("hashes values of up to 256 characters, its own as well", async () => {
    const id = "i".repeat(256);
    expect(await verify(signed(`"id":"${id}"`, `amount:id:${id}key:kpepper:pstate:`))).toBe("authentic");
    const verifyOwn = (key: string) => {
      const body = signed(`${complete},"key":"${key}"`, text.replace("key:k", `key:${key}`));
      return verify(body, signedFields({ ...recipe, ownFields: () => ({ key }) }));
    };
    expect(await verifyOwn("k".repeat(256))).toBe("authentic");
    expect(await verifyOwn("k".repeat(257))).toBe("credential_mismatch");
  });

  it("takes an own field of no characters for no other value", async () => {
    const empty = signedFields({ ...recipe, ownFields: () => ({ key: "" }) });
    const bodyWith = (key: string) => signed(`${complete},"key":${key}`, text.replace("key:k", "key:"));
    expect(await verify(bodyWith('""'), empty)).toBe("authentic");
    for (const other of ["[]", "{}", "false", "0"])
      expect(await verify(bodyWith(other), empty), other).toBe("credential_mismatch");
  });

  it("accepts the digest of one set of unambiguous values for no other set", async () => {
    const value = fc
      .array(fc.constantFrom("a", "1", "id", "key", "state", "pepper", "é"), { maxLength: 2 })
      .map((pieces) => pieces.join(""));
    const values = fc.record({ amount: fc.oneof(jsonNumber, fc.constant('""')), id: value, state: value });
    await fc.assert(
      fc.asyncProperty(values, values, async (vendor, stranger) => {
        const members = `"amount":${stranger.amount},"id":"${stranger.id}","state":"${stranger.state}"`;
        const amount = vendor.amount.replaceAll('"', "");
        const body = signed(members, `amount:${amount}id:${vendor.id}key:kpepper:pstate:${vendor.state}`);
        const isSame = JSON.stringify(vendor) === JSON.stringify(stranger);
        expect((await verify(body)) === "authentic").toBe(isSame);
      }),
      { numRuns: 500 },
    );
  });

  it.each([{ headers: { id: "" } }, { headers: "x-id" }])("throws at the settings %j", (settings) => {
    expect(() => prepareScheme(scheme, "p", settings)).toThrow();
  });
});

it.each([":", "a:b"])("unambiguous refuses %j", (value) => {
  expect(v.is(v.pipe(v.string(), unambiguous), value)).toBe(false);
  expect(v.is(v.pipe(v.string(), unambiguous), value.replaceAll(":", ""))).toBe(true);
});
