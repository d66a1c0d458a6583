import { type SourceId, vendors } from "../../../functions/vendors.ts";
import { playedIds } from "../../support/simulated-vendors.ts";
import type { SchemeSettings } from "./credentials.ts";
import { charactersOf, readMembers } from "./members.ts";
import { otherVendors } from "./other-vendors.ts";
import { isAsSigned } from "./pipwave-signature.ts";
import type { Request } from "./request.ts";
import { allowedAddresses, stageSettings } from "./settings.ts";

/** The outcome by the request's making, without the code under test. A credential is right if the vendor made it, a signed body if it still says the signed text. */
export type Expectation = Refusal | Success;

interface Refusal {
  /** Any of these. */
  readonly statuses: readonly (404 | 413 | 403 | 401)[];
  readonly source: SourceId | undefined;
  readonly isSuccess?: undefined;
}

interface Success {
  readonly statuses: readonly number[];
  readonly source: SourceId;
  /** The vendor accepts an answer of this status. */
  readonly isSuccess: (response: VendorResponse) => boolean;
}

interface VendorResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** 256 KiB, as docs/sources.md says. */
const largestBody = 262_144;

export function expectationOf(request: Request): Expectation {
  const source = receiverOf(request);
  if (!source) return { statuses: [404], source };
  if (request.body.bytes.length > largestBody) return { statuses: [413], source };
  return otherVendors.has(source) ? otherExpectation(source, request) : knownExpectation(source, request);
}

/** A POST to the source's path, or below it if the vendor appends something. */
function receiverOf({ method, target, ownTarget, sender }: Request): SourceId | undefined {
  const [path = ""] = target.split("?");
  if (method !== "POST") return undefined;
  if (path === ownTarget) return sender;
  if (path.startsWith("/frankieone/") && path.length > "/frankieone/".length) return "frankieone";
  return vendors.find(({ routes }) => routes[0] === path)?.id;
}

function knownExpectation(source: SourceId, request: Request): Expectation {
  const stage: Readonly<Record<string, Readonly<Record<string, SchemeSettings>>>> =
    stageSettings[request.stage];
  const failed = Object.entries(stage[source] ?? {})
    .filter(([scheme, settings]) => !passes(scheme, settings, request))
    .map(([scheme]) => (scheme === "sourceAddress" || scheme === "clientCertificate" ? 403 : 401));
  // The connection is checked before the credential.
  if (failed.length > 0) return { statuses: [failed.includes(403) ? 403 : 401], source };
  const right = JSON.stringify(acknowledgementOf(source, request));
  return {
    statuses: [200],
    source,
    isSuccess: ({ headers, body }) => JSON.stringify([headers, body]) === right,
  };
}

function passes(scheme: string, settings: SchemeSettings, request: Request): boolean {
  switch (scheme) {
    case "sourceAddress":
      return allowedAddresses.includes(request.sourceAddress);
    case "clientCertificate":
      // The expired one is the vendor's too.
      return request.certificate === "own";
    case "signature":
      return isSigned(request, settings);
    default:
      return request.proves(scheme, settings);
  }
}

function isSigned({ headers, body: { members, signing } }: Request, settings: SchemeSettings): boolean {
  const lines = headers.filter(([name]) => name.toLowerCase() === "x-signature");
  const header = "headers" in settings ? lines.map(([, value]) => value.trim()).join(",") : "";
  return members !== undefined && signing !== undefined && isAsSigned(members, signing, header);
}

/** The vendor accepts the answer to its request, unless its source is undecided. The function refuses others. */
function otherExpectation(source: SourceId, { proves, sender }: Request): Expectation {
  const simulator = otherVendors.get(source)?.simulator;
  if (!simulator || sender !== source || !proves(source, {}) || !playedIds.includes(source))
    return { statuses: [401, 403], source };
  return {
    statuses: [200, 201, 202, 204],
    source,
    isSuccess: ({ status, body }) => simulator.retry.isDone(status, body),
  };
}

/** The vendors' pages: `OK`, nothing, or the image's id. */
function acknowledgementOf(source: SourceId, { body }: Request): readonly [headers: object, body: string] {
  if (source !== "thales") return [{ "content-type": "text/plain" }, source === "pipwave" ? "OK" : ""];
  const imageId = charactersOf(readMembers(body.members ?? []).get("ImageId"));
  const text = `{"CardImageId":${JSON.stringify(imageId ?? "")},"Success":"True"}`;
  return [{ "content-type": "application/json" }, text];
}
