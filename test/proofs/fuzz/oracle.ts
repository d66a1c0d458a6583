import type { IncomingHttpHeaders } from "node:http";
import * as v from "valibot";
import { type VendorId, vendors } from "../../../functions/vendors.ts";
import type { HttpResponse } from "../../../lib/delivery/response.ts";
import { playedIds } from "../../support/simulated-vendors.ts";
import { incomingHeaders } from "./incoming-headers.ts";
import { charactersOf, readMembers } from "./members.ts";
import { otherVendors } from "./other-vendors.ts";
import { isAsSigned } from "./pipwave-signature.ts";
import type { Request } from "./requests.ts";
import { basicTokens, certificates, sessionTokens, sharedSecrets, tokens } from "./secrets.ts";
import { allowedAddresses, settingsOf } from "./settings.ts";

/** Derives the outcome from the request's making, without the code under test. A credential is right if the vendor made it, a signed body if it still says the signed text. */
export interface Expectation {
  /** Any of these. */
  readonly statuses: readonly number[];
  readonly source: VendorId | undefined;
  /** The vendor accepts this answer. Absent for a refusal. */
  readonly isSuccess?: (response: HttpResponse) => boolean;
}

/** 256 KiB, as docs/sources.md says. */
const largestBody = 262_144;

export function expectationOf(request: Request): Expectation {
  const source = receiverOf(request);
  if (!source) return { statuses: [404], source };
  if (request.body.bytes.length > largestBody) return { statuses: [413], source };
  return otherVendors.has(source) ? otherExpectation(source, request) : knownExpectation(source, request);
}

function knownExpectation(source: VendorId, request: Request): Expectation {
  const settings = Object.entries(settingsOf(request.stage, source));
  const headers = incomingHeaders(request.headers);
  const failed = settings.flatMap(([scheme, chosen]) => {
    const { status, passes } = checks[scheme] ?? {};
    return passes?.(request, headers, v.parse(settingsSchema, chosen)) ? [] : (status ?? []);
  });
  // An address or a certificate counts before a credential.
  if (failed.length > 0) return { statuses: [Math.max(...failed)], source };
  const { type, body } = acknowledgementOf(source, request);
  const right = JSON.stringify([{ "content-type": type }, body]);
  return {
    statuses: [200],
    source,
    isSuccess: (response) => JSON.stringify([response.headers, response.body]) === right,
  };
}

/** The vendor accepts the answer to its request, unless its source is undecided. The function refuses others. */
function otherExpectation(source: VendorId, { made, sender }: Request): Expectation {
  const simulator = otherVendors.get(source)?.simulator;
  if (!simulator || !made?.isGenuine || sender !== source || !playedIds.includes(source))
    return { statuses: [401, 403], source };
  return {
    statuses: [200, 201, 202, 204],
    source,
    isSuccess: ({ status, body }) => simulator.retry.isDone(status, body),
  };
}

/** A POST to the source's path, or below it if the vendor appends something. */
function receiverOf({ method, target, made, sender }: Request): VendorId | undefined {
  const [path = ""] = target.split("?");
  if (method !== "POST") return undefined;
  if (path === made?.target) return sender;
  if (path.startsWith("/frankieone/") && path.length > "/frankieone/".length) return "frankieone";
  return vendors.find(({ routes }) => routes[0] === path)?.id;
}

type Settings = v.InferOutput<typeof settingsSchema>;
const settingsSchema = v.object({
  headers: v.optional(v.unknown()),
  issuers: v.optional(v.array(v.string())),
  maximumAgeSeconds: v.optional(v.number()),
  alsoStatic: v.optional(v.boolean()),
});

interface Check {
  readonly status: 401 | 403;
  readonly passes: (request: Request, headers: IncomingHttpHeaders, settings: Settings) => boolean;
}

/** By the names that the settings have. */
const checks: Readonly<Record<string, Check>> = {
  sharedSecret: { status: 401, passes: (_, { secret }) => sharedSecrets.some((right) => right === secret) },
  sourceAddress: { status: 403, passes: ({ sourceAddress }) => allowedAddresses.includes(sourceAddress) },
  // The expired one is the vendor's too.
  clientCertificate: { status: 403, passes: ({ certificate }) => certificate === certificates.own },
  authorization: {
    status: 401,
    passes: (_, { authorization }) => isBasicOrBearer(authorization, basicTokens),
  },
  sessionToken: {
    status: 401,
    passes: (_, { authorization }, { alsoStatic }) =>
      isBasicOrBearer(authorization, [...sessionTokens, ...(alsoStatic ? basicTokens : [])]),
  },
  jwt: { status: 401, passes: (_, { authorization }, settings) => isToken(authorization, settings) },
  signature: { status: 401, passes: isSigned },
};

/** A word, a space (RFC 9110, section 11.4) and a credential in white space. */
function credentialBehind(word: RegExp, authorization = ""): string | undefined {
  const [, scheme = "", credential] = /^([^ ]*) (.*)$/.exec(authorization.trim()) ?? [];
  return word.test(scheme) ? credential?.trim() : undefined;
}

function isBasicOrBearer(authorization: string | undefined, right: readonly string[]): boolean {
  const basic = credentialBehind(/^basic$/i, authorization);
  const bearer = credentialBehind(/^bearer$/i, authorization);
  return right.some((token) => basic === Buffer.from(token).toString("base64") || bearer === token);
}

function isToken(authorization: string | undefined, { issuers, maximumAgeSeconds }: Settings): boolean {
  const credential = credentialBehind(/^bearer:?$/i, authorization);
  const token = tokens.find(({ text }) => text === credential);
  if (!token) return false;
  return (token.isFresh || maximumAgeSeconds === undefined) && (issuers?.includes(token.issuer) ?? true);
}

function isSigned({ body }: Request, headers: IncomingHttpHeaders, settings: Settings): boolean {
  const { members, signing } = body;
  const header = settings.headers ? headers["x-signature"] : undefined;
  return members !== undefined && signing !== undefined && isAsSigned(members, signing, header?.toString());
}

/** The vendors' pages: `OK`, nothing, or the image's id. */
function acknowledgementOf(source: VendorId, { body }: Request) {
  if (source !== "thales") return { type: "text/plain", body: source === "pipwave" ? "OK" : "" };
  const imageId = charactersOf(readMembers(body.members ?? []).get("ImageId"));
  return {
    type: "application/json",
    body: `{"CardImageId":${JSON.stringify(imageId ?? "")},"Success":"True"}`,
  };
}
