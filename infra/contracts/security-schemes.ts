import type { ProofPlace } from "../../lib/authentication/scheme.ts";
import type { JsonObject } from "../../lib/json/json.ts";
import type { Vendor } from "../../lib/source/define-vendor.ts";

/** One way to show a proof, and OpenAPI's security scheme for it, if it has one. */
export interface DescribedPlace {
  readonly words: string;
  readonly security?: { readonly name: string; readonly scheme: JsonObject };
}

/** The places of one of a source's schemes; any one of them will do. */
export function describePlaces(source: Vendor, schemeName: string): DescribedPlace[] {
  const places = source.schemes[schemeName]?.places ?? [];
  return places.map((place) => {
    const scheme = securitySchemeOf(place);
    const words = wordsFor(place);
    const suffix = places.length > 1 && place.in === "authorization" ? `.${place.scheme}` : "";
    const name = `${source.id}.${schemeName}${suffix}`;
    return scheme ? { words, security: { name, scheme: { ...scheme, description: words } } } : { words };
  });
}

/** OpenAPI has none for a signature inside the body and for an address (its section "Security Scheme Object"). */
function securitySchemeOf(place: ProofPlace): JsonObject | undefined {
  switch (place.in) {
    case "header":
      return { type: "apiKey", in: "header", name: place.name };
    case "authorization":
      return {
        type: "http",
        scheme: place.scheme,
        ...(place.format === undefined ? {} : { bearerFormat: place.format }),
      };
    case "connection":
      return place.shows === "certificate" ? { type: "mutualTLS" } : undefined;
    case "body":
      return undefined;
  }
}

function wordsFor(place: ProofPlace): string {
  switch (place.in) {
    case "header":
      return `the header \`${place.name}\``;
    case "authorization":
      return `the header \`authorization\` with the scheme ${place.scheme}${place.format ? ` and a ${place.format}` : ""}`;
    case "connection":
      return place.shows === "certificate" ? "a pinned client certificate" : "an allowed source address";
    case "body":
      return `the signature in the body's field \`${place.field}\``;
  }
}
