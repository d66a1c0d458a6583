import type { X509Certificate } from "node:crypto";
import fc from "fast-check";
import { type VendorId, vendors } from "../../../functions/vendors.ts";
import type { HeaderLine } from "../../../infra/http-api/http-api-event.ts";
import { type Body, bodiesOf } from "./bodies.ts";
import { anyAuthorization, anyNoise, anySharedSecret } from "./header-lines.ts";
import { type MadeRequest, otherVendors } from "./other-vendors.ts";
import { anyPath, anyQuery, anyStrangePath } from "./paths.ts";
import { certificates } from "./secrets.ts";
import { allowedAddresses, stageSettings } from "./settings.ts";
import { words } from "./words.ts";

/** One HTTP delivery to a stage. */
export interface Request {
  readonly stage: string;
  /** Whose deliveries it is like. */
  readonly sender: VendorId;
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: readonly HeaderLine[];
  readonly body: Body;
  readonly sourceAddress: string;
  readonly certificate: X509Certificate | undefined;
  /** The vendor's own request, for a vendor unknown to this folder. */
  readonly made?: MadeRequest;
}

/** All stages with addresses allow the first. Others are neighbours. */
const addresses = fc.oneof(
  { arbitrary: fc.constantFrom(...allowedAddresses), weight: 6 },
  fc.constantFrom(...words("192.0.2.11 192.0.2.1 2001:db8:6::1 ::ffff:192.0.2.11 ::192.0.2.10 127.0.0.1 ::")),
  fc.constantFrom(
    ...words("192.0.2.10: 10.1.15.242:39870 192.0.2.010 192.0.2.10/32 localhost"),
    ...["", "192.0.2.10, 192.0.2.10", " 192.0.2.10"],
  ),
  fc.oneof(fc.ipV4(), fc.ipV6()),
);

/** Mostly none for other vendors, because reading one is slow. */
function certificatesOf(sender: VendorId): fc.Arbitrary<X509Certificate | undefined> {
  const common = fc.constant(sender === "thales" ? certificates.own : undefined);
  return fc.oneof(
    { arbitrary: common, weight: 6 },
    fc.constantFrom(undefined, ...Object.values(certificates)),
  );
}

const methods = fc.oneof(
  { arbitrary: fc.constant("POST"), weight: 40 },
  fc.constantFrom("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "post", "POST "),
);

/** The parts that say nothing about the vendor. */
const anyParts = {
  stage: fc.constantFrom(...Object.keys(stageSettings)),
  method: methods,
  query: anyQuery,
  noise: anyNoise,
  sourceAddress: addresses,
};

export const anyRequest: fc.Arbitrary<Request> = fc.oneof(...vendors.map(({ id }) => requestsOf(id)));

function requestsOf(sender: VendorId): fc.Arbitrary<Request> {
  const other = otherVendors.get(sender);
  return other ? otherRequests(sender, other.requests) : knownRequests(sender);
}

/** The vendor's request, perhaps elsewhere, by another method, or with more headers. */
function otherRequests(sender: VendorId, requests: readonly MadeRequest[]): fc.Arbitrary<Request> {
  const elsewhere = fc.oneof({ arbitrary: fc.constant(undefined), weight: 20 }, anyStrangePath);
  return fc
    .record({
      ...anyParts,
      made: fc.constantFrom(...requests),
      path: elsewhere,
      certificate: certificatesOf(sender),
    })
    .map(({ made, path = made.target, query, noise, ...rest }) => {
      const own = new Set(made.headers.map(([name]) => name.toLowerCase()));
      const headers = [...made.headers, ...noise.filter(([name]) => !own.has(name.toLowerCase()))];
      return { ...rest, sender, made, headers, body: made.body, target: `${path}${query}` };
    });
}

function knownRequests(sender: VendorId): fc.Arbitrary<Request> {
  return fc
    .record({
      ...anyParts,
      path: anyPath(sender),
      credentials: fc.tuple(anySharedSecret(sender), anyAuthorization(sender)),
      noiseFirst: fc.boolean(),
      body: bodiesOf(sender),
      signatureLine: fc.nat(3).map((chance) => chance === 0),
      certificate: certificatesOf(sender),
    })
    .map(({ path, query, credentials, signatureLine, noise, noiseFirst, ...rest }) => {
      const { signature } = rest.body.signing ?? {};
      const line: HeaderLine[] = signature && signatureLine ? [["X-Signature", signature]] : [];
      const proofs = [...credentials.flat(), ...line];
      const headers = noiseFirst ? [...noise, ...proofs] : [...proofs, ...noise];
      return { ...rest, sender, target: `${path}${query}`, headers };
    });
}
