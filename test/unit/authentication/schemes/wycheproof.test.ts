import { createPublicKey, type JsonWebKey, webcrypto } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { compactVerify } from "jose";
import * as v from "valibot";
import { beforeEach, expect, it, vi } from "vitest";
import { projectDirectory } from "../../../../infra/project.ts";
import { jwt } from "../../../../lib/authentication/schemes/jwt.ts";
import { issuer, signToken, vendorKeys } from "../tokens.ts";
import { verifyScheme } from "../verify-scheme.ts";

/** https://github.com/C2SP/wycheproof (Apache-2.0), commit dac1dd4 (2026-08-18), folder `testvectors_v1`. Not in this repository. */
const folder = process.env.WYCHEPROOF ?? join(projectDirectory, "..", "shared", "wycheproof");
const noVectors =
  "Wycheproof is not here: name the folder testvectors_v1 of its checkout in the variable WYCHEPROOF";

beforeEach((context) => {
  if (!existsSync(folder)) context.skip(noVectors);
});

const vectors = v.object({
  testGroups: v.array(
    v.object({
      publicKeyPem: v.optional(v.string(), ""),
      public: v.optional(v.looseObject({ kty: v.string() })),
      tests: v.array(
        v.looseObject({
          tcId: v.number(),
          result: v.picklist(["valid", "invalid", "acceptable"]),
          msg: v.optional(v.string(), ""),
          sig: v.optional(v.string(), ""),
        }),
      ),
    }),
  ),
});
const read = (name: string) =>
  v.parse(vectors, JSON.parse(readFileSync(join(folder, name), "utf8"))).testGroups;

function count(texts: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const text of texts) counts[text] = (counts[text] ?? 0) + 1;
  return counts;
}

const rs256 = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };

it("a token's signature is verified as those of Wycheproof below", async () => {
  const spy = vi.spyOn(webcrypto.subtle, "verify");
  const scheme = jwt({ algorithm: "RS256", schemeWords: ["bearer"], issuers: [issuer], publicKey: String });
  const headers = { authorization: `Bearer ${signToken()}` };
  expect(await verifyScheme(scheme, vendorKeys.publicPem, { headers })).toBe("authentic");
  const [[algorithm, used] = []] = spy.mock.calls;
  spy.mockRestore();
  expect(algorithm).toMatchObject({ name: rs256.name });
  expect(used?.algorithm).toMatchObject({ name: rs256.name, hash: { name: rs256.hash } });
});

it("RSA PKCS#1 v1.5 signatures of SHA-256 are accepted and refused as Wycheproof says", async () => {
  const outcomes = read("rsa_signature_2048_sha256_test.json").flatMap(({ publicKeyPem, tests }) => {
    const publicKey = createPublicKey(publicKeyPem).toCryptoKey(rs256, false, ["verify"]);
    return tests.map(async ({ tcId, msg, sig, result, flags }) => {
      const [signature, data] = [Buffer.from(sig, "hex"), Buffer.from(msg, "hex")];
      const isAccepted = await webcrypto.subtle.verify(rs256.name, publicKey, signature, data);
      // A digest without its NULL parameter: RFC 8017 leaves it to the verifier.
      if (result === "acceptable") return `either is right: ${flags}`;
      expect(isAccepted, `${tcId}`).toBe(result === "valid");
      return result;
    });
  });
  const expected = { valid: 9, invalid: 249, "either is right: MissingNull": 1 };
  expect(count(await Promise.all(outcomes))).toEqual(expected);
});

const accepts = (token: string, pem: string) =>
  compactVerify(token, createPublicKey(pem), { algorithms: ["RS256"] }).then(
    () => true,
    () => false,
  );

it.each([
  {
    name: "json_web_signature_test.json",
    counts: { accepted: 8, "refused though valid": 38, refused: 352 },
    ofJwkAlone: [332, 353, 355],
  },
  {
    name: "json_web_crypto_test.json",
    counts: { accepted: 1, "refused though valid": 3, refused: 44, encrypted: 34 },
    ofJwkAlone: [46],
  },
])("accepts of $name what is valid and RS256", async ({ name, counts, ofJwkAlone }) => {
  const groups = read(name).map(({ tests, public: jwk }) =>
    tests.map(async ({ jws, tcId, result }) => {
      // Encryption, which no vendor uses.
      if (jws === undefined) return "encrypted";
      const isAccepted = await accepts(typeof jws === "string" ? jws : JSON.stringify(jws), pemOf(jwk));
      if (!isAccepted) return result === "valid" ? "refused though valid" : "refused";
      return result === "valid" ? "accepted" : `of the JWK alone: ${tcId}`;
    }),
  );
  // A JWK's `alg`, `use` or `key_ops`, or a weak number, is wrong. A PEM has none, and the vendor chose the key.
  const ofJwk = Object.fromEntries(ofJwkAlone.map((tcId) => [`of the JWK alone: ${tcId}`, 1]));
  expect(count(await Promise.all(groups.flat()))).toEqual({ ...counts, ...ofJwk });
});

/** The group's RSA key, else the vendor's. */
function pemOf(jwk: JsonWebKey | undefined): string {
  if (jwk?.kty !== "RSA") return vendorKeys.publicPem;
  return createPublicKey({ key: jwk, format: "jwk" }).export({ format: "pem", type: "spki" }).toString();
}
