import { payloadOf, tokenByHand } from "../../unit/authentication/session-tokens.ts";
import {
  hmacToken,
  nowSeconds,
  signToken,
  strangerKeys,
  unsignedToken,
  vendorKeys,
} from "../../unit/authentication/tokens.ts";
import { pipwavePairs, sessionKeys, sharedSecrets, staticTokens, tokenKeys } from "./secrets.ts";

export type HeaderLine = readonly [name: string, value: string];

/** The settings of a scheme that decide what a credential proves. */
export interface SchemeSettings {
  readonly alsoStatic?: boolean;
  readonly issuers?: readonly string[];
  readonly maximumAgeSeconds?: number;
  readonly [other: string]: unknown;
}

/** Whether a scheme with these settings has to believe it. */
export type Proves = (scheme: string, settings: SchemeSettings) => boolean;

/** A header, and what it proves as it stands. */
export interface Credential {
  readonly line: HeaderLine;
  readonly proves: Proves;
}

export const provesNothing: Proves = () => false;

const base64 = (text: string) => Buffer.from(text, "utf8").toString("base64");
const authorization = (value: string, proves: Proves): Credential => ({
  line: ["Authorization", value],
  proves,
});

/** Yoti writes a token in either way. */
const eitherWay = (token: string, proves: Proves): Credential[] => [
  authorization(`Basic ${base64(token)}`, proves),
  authorization(`Bearer ${token}`, proves),
];

const iss = "io.frankiefinancial.kycaml";
const otherIss = "com.frankiefinancial.kycaml";
const hour = 60 * 60;
const genuine = signToken({ claims: { iss } });
const [genuineHeader = "", genuinePayload = "", genuineSignature = ""] = genuine.split(".");
const otherPayload = signToken({ claims: { iss, sub: "x" } }).split(".")[1] ?? "";

/** The vendor's page prints the colon. */
function jwt(text: string, issuer = iss, isFresh = true): Credential[] {
  const proves: Proves = (scheme, { issuers, maximumAgeSeconds }) =>
    scheme === "jwt" &&
    (isFresh || maximumAgeSeconds === undefined) &&
    (issuers === undefined || issuers.includes(issuer));
  return ["Bearer", "Bearer:"].map((word) => authorization(`${word} ${text}`, proves));
}

/** Each is wrong in one respect. */
const wrongTokens = [
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
  `${genuineHeader}.${otherPayload}.${genuineSignature}`,
  `${genuineHeader}.${genuinePayload}.`,
  `${genuineHeader}.${genuinePayload}`,
  `${genuine}.`,
  `.${genuine}`,
  "..",
  "e30.e30.e30",
];

const inSeconds = (seconds: number) => new Date((nowSeconds + seconds) * 1000);
const ofSession = (reference: string, seconds: number, key: string = sessionKeys[0]) =>
  tokenByHand(key, payloadOf(reference, inSeconds(seconds)));
/** A token for each session, as Yoti shows it. */
const sessionTokens = [
  ofSession("case-1", hour),
  ofSession("Fäll 🙂 2", 1),
  ofSession("r".repeat(48), hour, sessionKeys[1]),
] as const;
const [sessionPayload = "", sessionSignature = ""] = sessionTokens[0].split(".");

/** Expired, of another key, badly minted, or joined of two. */
const wrongSessionTokens = [
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

/** What each vendor may hold. The stage decides which of them it believes. Made once, because signing is slow. */
export const credentials: Readonly<Record<string, readonly Credential[]>> = {
  thales: sharedSecrets.map((secret) => ({
    line: ["Secret", secret],
    proves: (scheme) => scheme === "sharedSecret",
  })),
  frankieone: [
    ...jwt(genuine),
    ...jwt(signToken({ claims: { iss: otherIss } }), otherIss),
    ...jwt(signToken({ claims: { iss, iat: nowSeconds - hour, exp: nowSeconds + hour, aud: ["a"] } })),
    ...jwt(signToken({ claims: { iss }, key: tokenKeys[1].privateKey })),
    ...jwt(signToken({ claims: { iss }, header: { kid: "../../etc/passwd", jku: "https://a.example" } })),
    ...jwt(signToken({ claims: { iss, nbf: nowSeconds + 60, exp: nowSeconds - 60 } })),
    ...jwt(signToken({ claims: { iss, iat: nowSeconds - 30 * hour } }), iss, false),
  ],
  yoti: [
    ...staticTokens.flatMap((token) =>
      eitherWay(
        token,
        (scheme, { alsoStatic }) =>
          scheme === "authorization" || (scheme === "sessionToken" && alsoStatic === true),
      ),
    ),
    ...sessionTokens.flatMap((token) => eitherWay(token, (scheme) => scheme === "sessionToken")),
  ],
};

/** They prove nothing to any source. */
export const wrongAuthorizations: readonly string[] = [
  ...[...staticTokens, genuine].flatMap((token) => [
    token,
    `Basic ${encodeURIComponent(token)}`,
    `Basic ${base64(token).replace(/=+$/, "")}`,
  ]),
  ...[
    ...wrongTokens.flatMap((token) => jwt(token)),
    ...wrongSessionTokens.flatMap((token) => eitherWay(token, provesNothing)),
  ].map(({ line: [, value] }) => value),
];

/** No answer and no receipt may hold these. */
export const unspeakable: readonly string[] = [
  ...sharedSecrets,
  ...staticTokens,
  ...staticTokens.map(base64),
  ...pipwavePairs.flatMap(({ apiKey, apiSecret }) => [apiKey, apiSecret]),
  ...tokenKeys.map(({ publicPem }) => publicPem.split("\n")[2] ?? publicPem),
  genuineSignature,
  ...sessionKeys,
  ...sessionTokens,
];
