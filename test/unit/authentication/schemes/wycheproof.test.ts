import { createPublicKey, type JsonWebKey } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { compactVerify } from "jose";
import * as v from "valibot";
import { beforeEach, expect, it } from "vitest";
import { projectDirectory } from "../../../../infra/project.ts";
import { vendorKeys } from "../tokens.ts";

/** https://github.com/C2SP/wycheproof (Apache-2.0), commit dac1dd4 (2026-08-18), folder `testvectors_v1`. Not in this repository. */
const folder = process.env.WYCHEPROOF ?? join(projectDirectory, "..", "shared", "wycheproof");
const noVectors =
  "Wycheproof is not here: name the folder testvectors_v1 of its checkout in the variable WYCHEPROOF";

beforeEach((context) => {
  if (!existsSync(folder)) context.skip(noVectors);
});

const result = v.picklist(["valid", "invalid", "acceptable"]);
const tests = v.array(v.looseObject({ tcId: v.number(), result }));
const group = v.object({ public: v.optional(v.looseObject({ kty: v.string() })), tests });
const vectors = v.object({ testGroups: v.array(group) });
const read = (name: string) =>
  v.parse(vectors, JSON.parse(readFileSync(join(folder, name), "utf8"))).testGroups;

function count(texts: readonly string[]): Record<string, number> {
  const groups = Map.groupBy(texts, (text) => text);
  return Object.fromEntries(Array.from(groups, ([text, { length }]) => [text, length]));
}

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
