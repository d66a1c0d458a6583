import { describe, expect, it } from "vitest";
import { anyOf } from "../../../lib/authentication/schemes/any-of.ts";
import { basic } from "../../../lib/authentication/schemes/basic.ts";
import { bearer } from "../../../lib/authentication/schemes/bearer.ts";
import { clientCertificate } from "../../../lib/authentication/schemes/client-certificate.ts";
import { jwt } from "../../../lib/authentication/schemes/jwt.ts";
import { sharedSecretHeader } from "../../../lib/authentication/schemes/shared-secret-header.ts";
import { signedFields } from "../../../lib/authentication/schemes/signed-fields.ts";
import { sourceAddress } from "../../../lib/authentication/schemes/source-address.ts";

const asBasic = basic<string>({ credential: (text) => text });
const asBearer = bearer<string>({ token: (text) => text });

describe("where a delivery shows what proves its sender", () => {
  it.each([
    [
      "a shared secret",
      sharedSecretHeader<string>({ header: "x-key", secret: (text) => text }),
      ["header x-key"],
    ],
    ["Basic", asBasic, ["authorization basic"]],
    ["Bearer", asBearer, ["authorization bearer"]],
    ["either notation", anyOf(asBasic, asBearer), ["authorization basic", "authorization bearer"]],
    [
      "a signed token",
      jwt<string>({ algorithm: "RS256", schemeWords: ["bearer"], issuers: [], publicKey: (text) => text }),
      ["authorization bearer JWT"],
    ],
    [
      "a signature over fields",
      signedFields<string>({
        hash: "sha1",
        signature: "sign",
        fields: [],
        ownFields: () => ({}),
        secretFields: () => ({}),
      }),
      ["body sign"],
    ],
    ["an address", sourceAddress(), ["connection address"]],
    ["a certificate", clientCertificate(), ["connection certificate"]],
  ])("is told for %s", (_, { places }, words) => {
    expect(places.map((place) => Object.values(place).join(" "))).toEqual(words);
  });
});
