import "reflect-metadata";
import { X509Certificate } from "node:crypto";
import { createCertificate, type NameParts } from "../../unit/authentication/certificates.ts";
import { payloadOf, tokenByHand } from "../../unit/authentication/session-tokens.ts";
import {
  nowSeconds,
  rsaKeys,
  signToken,
  otherKeys,
  type TokenParts,
  vendorKeys,
} from "../../unit/authentication/tokens.ts";

/** The source's current and previous version. */
export const sharedSecrets = ["s3cret-of-Thales", "s3cret-of-Thales-before"] as const;
export const basicTokens = ["yoti:one:two=", "foobar:before"] as const;
const sessionKeys = ["0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210"] as const;
export const pipwavePairs = [
  { apiKey: "sdvdas23t3btg34bhb", apiSecret: "example-secret" },
  { apiKey: "key-before", apiSecret: "secret-before" },
] as const;
const previousKeys = rsaKeys(2048);

/** As Secrets Manager returns them, by source. */
export const storedSecrets: Readonly<Record<string, readonly unknown[]>> = {
  thales: sharedSecrets.map((secret) => ({ secret })),
  pipwave: pipwavePairs,
  frankieone: [vendorKeys, previousKeys].map(({ publicPem }) => ({ publicKey: publicPem })),
  yoti: basicTokens.map((token, index) => ({ token, sessionKey: sessionKeys[index] })),
};

const iss = "io.frankiefinancial.kycaml";
const otherIss = "com.frankiefinancial.kycaml";
const hour = 60 * 60;
const sign = (claims: object = {}, parts: TokenParts = {}) =>
  signToken({ ...parts, claims: { iss, ...claims } });
const genuine = sign();
const [, , genuineSignature = ""] = genuine.split(".");

/** The vendor's. Made once, because signing is slower than a delivery. Fresh ones are from the last 25 hours. */
export const tokens = [
  ...[
    genuine,
    sign({ iat: nowSeconds - hour, exp: nowSeconds + hour, sub: "s", aud: ["a"] }),
    sign({ nbf: nowSeconds + 60, exp: nowSeconds - 60 }),
    sign({}, { key: previousKeys.privateKey }),
    sign({}, { header: { kid: "../../etc/passwd", jku: "https://stranger.example" } }),
  ].map((text) => ({ text, issuer: iss, isFresh: true })),
  { text: sign({ iss: otherIss }), issuer: otherIss, isFresh: true },
  { text: sign({ iat: nowSeconds - 30 * hour }), issuer: iss, isFresh: false },
];

/** Others are in `jwt.test.ts`. */
export const forgedTokens: readonly string[] = [
  sign({ iss: [iss] }),
  sign({}, { key: otherKeys.privateKey }),
  ...["PS256", "rs256"].map((alg) => sign({}, { header: { alg } })),
  genuine.slice(0, -20),
  `${genuine}.`,
  `.${genuine}`,
  genuine.toUpperCase(),
  "e30.e30.e30",
];

const inSeconds = (seconds: number) => new Date((nowSeconds + seconds) * 1000);
const ofSession = (reference: string, seconds: number, key: string = sessionKeys[0]) =>
  tokenByHand(key, payloadOf(reference, inSeconds(seconds)));

/** A token for each session, as Yoti shows it. */
export const sessionTokens = [
  ofSession("case-1", hour),
  ofSession("Fäll 🙂 2", 1),
  ofSession("r".repeat(48), hour, sessionKeys[1]),
] as const;
const [sessionPayload = "", sessionSignature = ""] = sessionTokens[0].split(".");

/** Expired, of another key, or joined of two. Others are in `minted-token.test.ts`. */
export const wrongSessionTokens: readonly string[] = [
  ofSession("case-1", 0),
  ofSession("case-1", hour, "a stranger's key of 32 bytes or more"),
  `${sessionTokens[1].split(".")[0]}.${sessionSignature}`,
  `${sessionPayload}=.${sessionSignature}`,
  sessionPayload,
];

/** The trust store vouches for all. Only the first is the vendor's. */
const subject: NameParts = [{ C: "FR" }, { O: "Vendor" }, { CN: "push" }];
const otherSubject: NameParts = [{ C: "FR" }, { O: "Other" }, { CN: "push" }];
const notAfter = new Date("2026-11-20T00:00:00Z");
const create = async (options: Parameters<typeof createCertificate>[0]) =>
  new X509Certificate(await createCertificate(options));
export const certificates = {
  own: await create({ subject }),
  expired: await create({ subject, serialNumber: "02", notAfter }),
  foreign: await create({ subject: otherSubject, serialNumber: "03" }),
  /** By another authority that bears the issuer's name. */
  imitated: await create({ subject, serialNumber: "04", isByNamesake: true }),
  nameless: await create({ subject: [], serialNumber: "05" }),
};

/** No answer and no receipt may hold these. */
export const unspeakable: readonly string[] = [
  ...sharedSecrets,
  ...basicTokens,
  ...basicTokens.map((token) => Buffer.from(token).toString("base64")),
  ...pipwavePairs.flatMap(({ apiKey, apiSecret }) => [apiKey, apiSecret]),
  ...[vendorKeys, previousKeys].map(({ publicPem }) => publicPem.split("\n")[2] ?? publicPem),
  genuineSignature,
  ...sessionKeys,
  ...sessionTokens,
];
