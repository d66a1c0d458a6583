import fc from "fast-check";
import { vendors } from "../../../functions/vendors.ts";
import { bodiesOf } from "./bodies.ts";
import { credentials, type HeaderLine, provesNothing } from "./credentials.ts";
import { otherVendors, type PlayedRequest } from "./other-vendors.ts";
import { anyCredentialChanges, anyPlaceChanges, type RequestChange } from "./request-changes.ts";
import type { Request } from "./request.ts";
import { stageNames } from "./settings.ts";

type Vendor = (typeof vendors)[number];

export const anyRequest: fc.Arbitrary<Request> = fc.oneof(
  ...vendors.map((vendor) => {
    const other = otherVendors.get(vendor.id);
    return other ? otherRequests(vendor, other.requests) : knownRequests(vendor);
  }),
);

function create(
  { id }: Vendor,
  parts: Pick<Request, "stage" | "ownTarget" | "headers" | "proves" | "body">,
  changes: readonly RequestChange[],
): Request {
  const request: Request = {
    ...parts,
    sender: id,
    method: "POST",
    target: parts.ownTarget,
    sourceAddress: "192.0.2.10",
    // Only for the vendor that sends one, because reading one is slow.
    certificate: id === "thales" ? "own" : undefined,
    changes: changes.map(({ name }) => name),
  };
  return changes.reduce((before, { change }) => change(before), request);
}

/** A vendor's request as it is right, with up to four changes. */
function knownRequests(vendor: Vendor): fc.Arbitrary<Request> {
  const ownCredentials = credentials[vendor.id] ?? [];
  return fc
    .record({
      stage: fc.constantFrom(...stageNames),
      credential: fc.constantFrom(...(ownCredentials.length > 0 ? ownCredentials : [undefined])),
      body: bodiesOf(vendor.id),
      // Where other stages look for the signature.
      signsInHeader: fc.nat(3).map((chance) => chance === 0),
      requestId: fc.constantFrom("", vendor.id === "frankieone" ? "/01BFJA617JMJXEW6G7TDDXNSHX" : ""),
      changes: fc.tuple(anyPlaceChanges, anyCredentialChanges),
    })
    .map(({ stage, credential, body, signsInHeader, requestId, changes }) => {
      const signature = signsInHeader ? body.signing?.signature : undefined;
      const headers: HeaderLine[] = [
        ...(credential ? [credential.line] : []),
        ...(signature ? [["X-Signature", signature] as const] : []),
      ];
      const proves = credential?.proves ?? provesNothing;
      return create(
        vendor,
        { stage, ownTarget: `/${vendor.id}${requestId}`, headers, proves, body },
        changes.flat(),
      );
    });
}

/** The request of a vendor unknown to this folder. Only its vendor knows how to change its credentials. */
function otherRequests(vendor: Vendor, requests: readonly PlayedRequest[]): fc.Arbitrary<Request> {
  return fc
    .record({
      stage: fc.constantFrom(...stageNames),
      played: fc.constantFrom(...requests),
      changes: anyPlaceChanges,
    })
    .map(({ stage, played, changes }) => create(vendor, { stage, ...played }, changes));
}
