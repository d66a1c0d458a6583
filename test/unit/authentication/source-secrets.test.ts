import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { describe, expect, it } from "vitest";
import { loadSimulator } from "../../../infra/simulators/simulators.ts";
import type { SecretFault } from "../../../lib/authentication/unusable-secret.ts";
import { playedSources } from "../../support/simulated-vendors.ts";
import { rsaKeys, vendorKeys } from "./tokens.ts";

type Changed = readonly [SecretFault | undefined, string, (text: string) => string];

const changesOfText: readonly Changed[] = [
  ["white_space", "a line break at its end, as `jq --rawfile` leaves it", (text) => `${text}\n`],
  ["white_space", "a blank before it", (text) => ` ${text}`],
  ["unsendable_character", "a control character within", (text) => `${text}\u0007${text}`],
  ["too_short", "seven characters", (text) => text.slice(0, 7)],
];
const ec = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey;
const pss = generateKeyPairSync("rsa-pss", { modulusLength: 2048 }).publicKey;
const pemOf = (key: KeyObject) =>
  key.export({ type: key.type === "private" ? "pkcs8" : "spki", format: "pem" }).toString();
const changesOfKey: readonly Changed[] = [
  // A shell's variable without quotes mangles a file so.
  ["no_public_key", "blanks for line breaks", (pem) => `${pem.replaceAll("\n", " ")} `],
  ["no_public_key", "the characters \\n for line breaks", (pem) => pem.trim().replaceAll("\n", "\\n")],
  ["no_public_key", "another text", () => "-----BEGIN PUBLIC KEY-----"],
  ["no_public_key", "a key cut off", (pem) => pem.slice(0, 200)],
  ["no_public_key", "nothing", () => ""],
  ["no_public_key", "a private key", () => pemOf(vendorKeys.privateKey)],
  ["no_public_key", "an elliptic curve's key", () => pemOf(ec)],
  ["no_public_key", "an RSA key for another algorithm", () => pemOf(pss)],
  // RFC 7518, section 3.3: 2048 bits or more.
  ["no_public_key", "an RSA key of 1024 bits", () => rsaKeys(1024).publicPem],
  [undefined, "an RSA key of 2048 bits", () => vendorKeys.publicPem],
  [undefined, "line breaks around it, as in a PEM file", (pem) => `\n${pem.trim()}\r\n\n`],
];

const secrets = await Promise.all(
  playedSources.map(async (source) => {
    const { ourSide } = (await loadSimulator(source.id)).createCredentials();
    const { currentFault } = source.authenticator(source.defaultAuthentication);
    const fields: readonly (readonly [string, string])[] = Object.entries(ourSide);
    const faultOf = (secret: unknown) => currentFault({ values: [secret] });
    return { id: source.id, ourSide, fields, faultOf };
  }),
);

// lambda-handler.test.ts has a delivery with such a secret, secret-verifier.test.ts an older version that serves.
describe.each(secrets)("the secret of $id", ({ ourSide, fields, faultOf }) => {
  it("is usable as it is, and not as other JSON or none", () => {
    expect(faultOf(ourSide)).toBeUndefined();
    expect(faultOf(undefined)).toBe("not_json");
    for (const secret of [{}, { replaceThisValue: "a generated value" }, "user:password", null])
      expect(faultOf(secret)).toBe("field_missing");
  });

  it.each(
    fields.flatMap(([field, text]) =>
      (text.includes("PUBLIC KEY") ? changesOfKey : changesOfText).map(
        ([fault, name, edit]) => [fault, field, name, { ...ourSide, [field]: edit(text) }] as const,
      ),
    ),
  )("has %s if %s has %s", (fault, _, __, secret) => {
    expect(faultOf(secret)).toBe(fault);
  });
});
