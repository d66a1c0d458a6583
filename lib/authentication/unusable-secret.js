import * as v from "valibot";
/** Why a source cannot use a version of its secret. Only these are logged: what a schema says may quote the secret. */
export const secretFaults = [
  "not_json",
  "field_missing",
  "white_space",
  "unsendable_character",
  "too_short",
  "no_public_key",
  "unexpected",
];
/** A version of a secret that can authenticate nobody. It goes by its reason, since an error's name is what is logged. */
export class UnusableSecret extends Error {
  reason;
  constructor(reason) {
    super(`the secret is unusable: ${reason}`);
    this.name = reason;
    this.reason = reason;
  }
}
/** Reads a source's credentials out of a version of its secret (undefined: not JSON). Throws an `UnusableSecret`. */
export function readCredentials(schema, secret) {
  if (secret === undefined) throw new UnusableSecret("not_json");
  const result = v.safeParse(schema, secret, { abortEarly: true });
  if (result.success) return result.output;
  const [{ message }] = result.issues;
  throw new UnusableSecret(secretFaults.find((fault) => fault === message) ?? "field_missing");
}
