import { createHash } from "node:crypto";
import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { isAuthentic } from "../../../../lib/authentication/scheme.ts";
import { signedFields, unambiguous } from "../../../../lib/authentication/schemes/signed-fields.ts";
import { jsonNumber } from "../../arbitraries.ts";
import { prepareSecret, verifySecret as verifyProof } from "../verify-scheme.ts";

// A recipe of this test's own: its sorted order is amount, id, key, pepper, state.
const recipe = {
  hash: "sha256",
  signature: "digest",
  fields: ["state", "id", "amount"],
  ownFields: () => ({ key: "k" }),
  secretFields: (pepper: string) => ({ pepper }),
} as const;
const scheme = signedFields(recipe);
/** What the scheme says, without what it proves. */
const verifySecret: typeof verifyProof = async (...parameters) => {
  const verdict = await verifyProof(...parameters);
  return verdict !== "authentic" && isAuthentic(verdict) ? "authentic" : verdict;
};
const complete = '"id":"i","amount":5,"state":"ok"';
const text = "amount:5id:ikey:kpepper:pstate:ok";
const digest = (signedText: string, hash = "sha256") =>
  createHash(hash).update(signedText, "utf8").digest("hex");

/** A body as a vendor would write it, signed as the text says. */
const signed = (members: string, signedText: string) => `{${members},"digest":"${digest(signedText)}"}`;
const verify = (body: string | Uint8Array, ours = scheme) => verifySecret(ours, "p", { body });

describe("signedFields", () => {
  it.each([
    ["texts", '"id":"i","amount":"5","state":"ok"', text],
    [
      "a number by its characters",
      '"id":7,"amount":100.0,"state":1e2',
      "amount:100.0id:7key:kpepper:pstate:1e2",
    ],
    ["fields that are not signed", `${complete},"more":[1]`, text],
    ["an empty field, signed empty", '"id":"i","amount":"","state":"ok"', "amount:id:ikey:kpepper:pstate:ok"],
    ["an absent field, signed empty", '"id":"i","state":"ok"', "amount:id:ikey:kpepper:pstate:ok"],
    ["an absent field, left out", '"id":"i","state":"ok"', "id:ikey:kpepper:pstate:ok"],
    ["a null field, left out", '"id":"i","amount":null,"state":"ok"', "id:ikey:kpepper:pstate:ok"],
    ["one empty and one left out", '"id":"i"', "amount:id:ikey:kpepper:p"],
    [
      "letters outside ASCII, in UTF-8",
      '"id":"é€","amount":5,"state":"ok"',
      "amount:5id:é€key:kpepper:pstate:ok",
    ],
    ["escapes as what they stand for", '"id":"\\u0069","amount":5,"state":"ok"', text],
    [
      "a colon beside an absent field, signed empty",
      '"id":"i:","amount":5',
      "amount:5id:i:key:kpepper:pstate:",
    ],
    ["our own field, repeated", `${complete},"key":"k"`, text],
    ["the last of a repeated field", `"id":"x",${complete}`, text],
  ])("accepts %s", async (_, members, signedText) => {
    expect(await verify(signed(members, signedText))).toBe("authentic");
  });

  it.each([
    ["another value", '"id":"j","amount":5,"state":"ok"', text, "signature_mismatch"],
    ["another spelling of a number", '"id":"i","amount":5.0,"state":"ok"', text, "signature_mismatch"],
    ["another secret", complete, "amount:5id:ikey:kpepper:qstate:ok", "signature_mismatch"],
    ["no secret", complete, "amount:5id:ikey:kstate:ok", "signature_mismatch"],
    ["another order", complete, "state:okid:iamount:5key:kpepper:p", "signature_mismatch"],
    [
      "an object as a value",
      '"id":{},"amount":5,"state":"ok"',
      "amount:5id:{}key:kpepper:pstate:ok",
      "signature_mismatch",
    ],
    [
      "a colon beside a missing field",
      '"id":"i:","amount":5',
      "amount:5id:i:key:kpepper:p",
      "signature_mismatch",
    ],
    // UTF-8 writes U+FFFD for either half, so their digests are one.
    [
      "half a surrogate pair",
      '"id":"\\ud800","amount":5,"state":"ok"',
      text.replace("id:i", "id:\uFFFD"),
      "signature_mismatch",
    ],
    ["another own field than ours", `${complete},"key":"l"`, text, "credential_mismatch"],
    ["an own field of another type", `${complete},"key":["k"]`, text, "credential_mismatch"],
    ["the secret, which never travels", `${complete},"pepper":"p"`, text, "credential_mismatch"],
  ])("refuses %s", async (_, members, signedText, code) => {
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
    const settings: object = { headers: { digest: "X-Digest", id: "x-id" } };
    const headers = { "x-digest": digest(text), "x-id": "i" };
    const verifyWith = (body: string, given: object) =>
      verifySecret(scheme, "p", { headers, body }, { settings: given });
    expect(await verifyWith('{"amount":5,"state":"ok"}', settings)).toBe("authentic");
    expect(await verifyWith('{"amount":5,"state":"ok","id":"j"}', settings)).toBe("signature_mismatch");
    expect(await verifyWith('{"amount":5,"state":"ok"}', {})).toBe("signature_missing");
  });

  it.each([
    ["a list", "[]"],
    ["a text", '"id"'],
    ["no JSON", "id=i"],
    ["nothing", ""],
  ])("believes no header beside a body that is %s", async (_, body) => {
    const settings: object = { headers: { digest: "x-digest" } };
    for (const signedText of ["amount:id:key:kpepper:pstate:", "key:kpepper:p"]) {
      const headers = { "x-digest": digest(signedText) };
      expect(await verifySecret(scheme, "p", { headers, body: "{}" }, { settings })).toBe("authentic");
      expect(await verifySecret(scheme, "p", { headers, body }, { settings })).toBe("signature_missing");
    }
  });

  it("refuses a body that names any of several secret fields", async () => {
    const two = signedFields({ ...recipe, secretFields: (pepper: string) => ({ pepper, salt: "s" }) });
    const signedText = "amount:5id:ikey:kpepper:psalt:sstate:ok";
    expect(await verify(signed(complete, signedText), two)).toBe("authentic");
    expect(await verify(signed(`${complete},"pepper":"p"`, signedText), two)).toBe("credential_mismatch");
    expect(await verify(signed(`${complete},"salt":null`, signedText), two)).toBe("credential_mismatch");
  });

  it("refuses a body that contradicts any of several own fields", async () => {
    const two = signedFields({ ...recipe, ownFields: () => ({ key: "k", shop: "s" }) });
    const signedText = "amount:5id:ikey:kpepper:pshop:sstate:ok";
    expect(await verify(signed(`${complete},"key":"k","shop":"s"`, signedText), two)).toBe("authentic");
    expect(await verify(signed(`${complete},"key":"k","shop":"t"`, signedText), two)).toBe(
      "credential_mismatch",
    );
    expect(await verify(signed(`${complete},"key":"l"`, signedText), two)).toBe("credential_mismatch");
  });

  it("hashes values of up to 256 characters, and no longer ones", async () => {
    const [longest, tooLong] = ["i".repeat(256), "i".repeat(257)];
    const members = (id: string) => `"id":"${id}","amount":5,"state":"ok"`;
    const textOfId = (id: string) => `amount:5id:${id}key:kpepper:pstate:ok`;
    expect(await verify(signed(members(longest), textOfId(longest)))).toBe("authentic");
    expect(await verify(signed(members(tooLong), textOfId(tooLong)))).toBe("signature_mismatch");
  });

  it("takes an own field of no characters for no other value", async () => {
    const empty = signedFields({ ...recipe, ownFields: () => ({ key: "" }) });
    const signedText = text.replace("key:k", "key:");
    expect(await verify(signed(`${complete},"key":""`, signedText), empty)).toBe("authentic");
    for (const other of ["[]", "{}", "false", "0"])
      expect(await verify(signed(`${complete},"key":${other}`, signedText), empty)).toBe(
        "credential_mismatch",
      );
  });

  it("challenges with a scheme and a realm, as RFC 9110, section 11.6.1, writes them", () => {
    expect(scheme.challenge).toMatch(/^SignedFields realm="[^"]+"$/);
  });

  it("accepts the digest of one set of unambiguous values for no other set", async () => {
    const value = fc
      .array(fc.constantFrom("a", "1", "id", "key", "state", "pepper", "é"), { maxLength: 2 })
      .map((pieces) => pieces.join(""));
    const values = fc.record({ amount: fc.oneof(jsonNumber, fc.constant('""')), id: value, state: value });
    await fc.assert(
      fc.asyncProperty(values, values, async (simulator, stranger) => {
        const members = `"amount":${stranger.amount},"id":"${stranger.id}","state":"${stranger.state}"`;
        const amount = simulator.amount.replaceAll('"', "");
        const body = signed(
          members,
          `amount:${amount}id:${simulator.id}key:kpepper:pstate:${simulator.state}`,
        );
        const isSame = JSON.stringify(simulator) === JSON.stringify(stranger);
        expect((await verify(body)) === "authentic").toBe(isSame);
      }),
      { numRuns: 500 },
    );
  });

  it.each([[{ key: "k" }], [{ headers: { id: "" } }], [{ headers: "x-id" }], [undefined]])(
    "throws at the settings %j",
    (settings) => {
      expect(() => prepareSecret(scheme, settings, "p")).toThrow();
    },
  );
});

describe("unambiguous", () => {
  it.each([
    ["a:b", false],
    [":", false],
    ["ab", true],
    ["", true],
  ])("takes %j or refuses it", (value, isUnambiguous) => {
    expect(v.is(v.pipe(v.string(), unambiguous), value)).toBe(isUnambiguous);
  });
});
