import * as v from "valibot";

/** Logs hold only these codes: a schema's message may quote the secret. */
export const secretFaults = [
  "not_json",
  "field_missing",
  "white_space",
  "unsendable_character",
  "too_short",
  "no_public_key",
  "unexpected",
] as const;
export type SecretFault = (typeof secretFaults)[number];

/** Lambda logs the name: it holds the code. */
export class UnusableSecret extends Error {
  readonly reason: SecretFault;

  constructor(reason: SecretFault) {
    super(`the secret is unusable: ${reason}`);
    this.name = reason;
    this.reason = reason;
  }
}

/** Undefined means no JSON. Throws an `UnusableSecret`. */
export function readCredentials<Credentials>(
  schema: v.GenericSchema<unknown, Credentials>,
  secret: unknown,
): Credentials {
  if (secret === undefined) throw new UnusableSecret("not_json");
  const result = v.safeParse(schema, secret);
  if (result.success) return result.output;
  const [{ message }] = result.issues;
  throw new UnusableSecret(secretFaults.find((fault) => fault === message) ?? "field_missing");
}
