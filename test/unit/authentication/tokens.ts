import { createHmac, generateKeyPairSync, type KeyObject, sign } from "node:crypto";

/** Two key pairs: the vendor's and a stranger's. */
export const [vendorKeys, otherKeys] = [rsaKeys(2048), rsaKeys(2048)];

export const issuer = "https://vendor.example";
/** The test clock's start, in seconds since 1970. */
export const nowSeconds = 1795253400;

export function rsaKeys(modulusLength: number): {
  readonly publicPem: string;
  readonly privateKey: KeyObject;
} {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength });
  return { publicPem: publicKey.export({ type: "spki", format: "pem" }).toString(), privateKey };
}

export interface TokenParts {
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly key?: KeyObject;
  readonly hash?: "sha256" | "sha384";
}

/** RFC 7515, section 7.1, with RSASSA-PKCS1-v1_5. */
export function signToken(parts: TokenParts = {}): string {
  const { header, claims, key = vendorKeys.privateKey, hash = "sha256" } = parts;
  const input = signingInput({ alg: "RS256", typ: "JWT", ...header }, claims);
  return `${input}.${sign(hash, Buffer.from(input), key).toString("base64url")}`;
}

/** Its author took the public key for a shared secret. */
export function hmacToken(publicPem: string): string {
  const input = signingInput({ alg: "HS256", typ: "JWT" });
  return `${input}.${createHmac("sha256", publicPem).update(input).digest("base64url")}`;
}

export function unsignedToken(): string {
  return `${signingInput({ alg: "none" })}.`;
}

function signingInput(header: object, claims: object = {}): string {
  const payload = { iss: issuer, iat: nowSeconds, ...claims };
  return [header, payload].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
}
