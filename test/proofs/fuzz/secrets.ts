import "reflect-metadata";
import { X509Certificate } from "node:crypto";
import { createCertificate, type NameParts } from "../../unit/authentication/certificates.ts";
import { payloadOf, tokenByHand } from "../../unit/authentication/session-tokens.ts";
import {
  hmacToken,
  nowSeconds,
  rsaKeys,
  signToken,
  strangerKeys,
  unsignedToken,
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

interface Token {
  readonly text: string;
  /** Its maker, if the vendor made and named it right. */
  readonly issuer: string | undefined;
  /** From the last 25 hours. */
  readonly isFresh: boolean;
}

const iss = "io.frankiefinancial.kycaml";
const otherIss = "com.frankiefinancial.kycaml";
const hour = 60 * 60;
const fresh = (text: string, issuer = iss): Token => ({ text, issuer, isFresh: true });
const stale = (text: string): Token => ({ text, issuer: iss, isFresh: false });
const forged = (text: string): Token => ({ text, issuer: undefined, isFresh: false });
const genuine = signToken({ claims: { iss } });
const [genuineHeader = "", genuinePayload = "", genuineSignature = ""] = genuine.split(".");
const otherPayload = signToken({ claims: { iss, sub: "x" } }).split(".")[1] ?? "";

/** Made once, because signing is slower than a delivery. */
export const tokens: readonly Token[] = [
  fresh(genuine),
  fresh(signToken({ claims: { iss: otherIss } }), otherIss),
  fresh(signToken({ claims: { iss, iat: nowSeconds - hour, exp: nowSeconds + hour, sub: "s", aud: ["a"] } })),
  fresh(signToken({ claims: { iss }, key: previousKeys.privateKey })),
  fresh(signToken({ claims: { iss }, header: { kid: "../../etc/passwd", jku: "https://stranger.example" } })),
  fresh(signToken({ claims: { iss, nbf: nowSeconds + 60, exp: nowSeconds - 60 } })),
  stale(signToken({ claims: { iss, iat: nowSeconds - 30 * hour } })),
  ...[
    signToken({ claims: { iss, iat: nowSeconds + hour } }),
    signToken({ claims: { iss }, key: strangerKeys.privateKey }),
    signToken({ claims: { iss }, hash: "sha384" }),
    signToken({ claims: { iss }, header: { alg: "RS384" }, hash: "sha384" }),
    signToken({ claims: { iss }, header: { alg: "PS256" } }),
    signToken({ claims: { iss }, header: { alg: "rs256" } }),
    signToken({ claims: { iss }, header: { crit: ["x"], x: 1 } }),
    signToken({ claims: { iss }, header: { b64: false, crit: ["b64"] } }),
    signToken({ claims: { iss, exp: nowSeconds - hour } }),
    signToken({ claims: { iss, nbf: nowSeconds + hour } }),
    signToken({ claims: { iss, iat: undefined } }),
    signToken({ claims: { iss, iat: String(nowSeconds) } }),
    signToken({ claims: { iss: "https://stranger.example" } }),
    signToken({ claims: { iss: [iss] } }),
    signToken({ claims: { iss: undefined } }),
    hmacToken(vendorKeys.publicPem),
    unsignedToken(),
    genuine.slice(0, -20),
    `${genuineHeader}.${otherPayload}.${genuineSignature}`,
    `${genuineHeader}.${genuinePayload}.`,
    `${genuineHeader}.${genuinePayload}`,
    `${genuine}.`,
    `.${genuine}`,
    genuine.toUpperCase(),
    "..",
    "e30.e30.e30",
  ].map(forged),
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

/** Expired, of another key, badly minted, or joined of two. */
export const wrongSessionTokens: readonly string[] = [
  ofSession("case-1", 0),
  ofSession("case-1", -hour, sessionKeys[1]),
  ofSession("case-1", hour, "a stranger's key of 32 bytes or more"),
  ofSession("", hour),
  ofSession("r".repeat(49), hour),
  ofSession("case\n1", hour),
  tokenByHand(sessionKeys[0], payloadOf("case-1", inSeconds(hour)), ""),
  `${sessionTokens[1].split(".")[0]}.${sessionSignature}`,
  `${sessionPayload}.`,
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
export type CertificateName = keyof typeof certificates;
const isCertificateName = (name: string): name is CertificateName => name in certificates;
export const certificateNames = Object.keys(certificates).filter(isCertificateName);

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
