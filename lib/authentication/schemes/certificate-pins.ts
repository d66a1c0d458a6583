import * as v from "valibot";

const distinguishedName = v.pipe(v.string(), v.nonEmpty());
const pin = v.union(
  [
    v.strictObject({ sha256: v.pipe(v.string(), v.transform(withoutColons), v.regex(/^[0-9a-f]{64}$/)) }),
    v.strictObject({ subject: distinguishedName, issuer: distinguishedName }),
  ],
  'is neither {"sha256"} nor {"subject","issuer"}',
);
const pins = v.pipe(v.array(pin), v.minLength(1));
export type Pin = v.InferOutput<typeof pin>;

const deployerSchema = v.strictObject({ pins });

/** Adds each named issuer's public key (SubjectPublicKeyInfo in base64). */
export const boundPins = v.strictObject({
  pins,
  issuerKeys: v.optional(v.record(distinguishedName, v.string()), {}),
});

/** `keyOf` returns the named issuer's public key. */
export function bindToIssuers(
  settings: unknown,
  keyOf: (issuer: string) => string,
): v.InferInput<typeof boundPins> {
  const { pins: read } = v.parse(deployerSchema, settings);
  const issuers = read.flatMap((pin) => ("issuer" in pin ? [pin.issuer] : []));
  return { pins: read, issuerKeys: Object.fromEntries(issuers.map((name) => [name, keyOf(name)])) };
}

/** Empty without a name. No pin is empty. */
export function onOneLine(name: string | undefined): string {
  return (name ?? "").replaceAll("\n", ",");
}

export function withoutColons(fingerprint: string): string {
  return fingerprint.replaceAll(":", "").toLowerCase();
}
