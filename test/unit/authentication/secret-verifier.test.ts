import { describe, expect, it, vi } from "vitest";
import { authentic, isAuthentic, type Verdict } from "../../../lib/authentication/scheme.ts";
import { createSecretVerifier } from "../../../lib/authentication/secret-verifier.ts";
import {
  type SecretFault,
  secretFaults,
  UnusableSecret,
} from "../../../lib/authentication/unusable-secret.ts";
import { createClock } from "../../support/clock.ts";
import { aDelivery } from "../../support/deliveries.ts";
import { type CountingSecrets, countingSecrets } from "./counting-secrets.ts";

const { now } = createClock();
const delivery = aDelivery();

/** The secret is itself the verdict, or its fault. */
function prepare(secret: unknown) {
  const fault = secretFaults.find((code) => code === secret);
  if (fault) throw new UnusableSecret(fault);
  const verdict = verdicts.find((word) => word === secret);
  if (!verdict) throw new Error(`a canary: ${secret}`);
  return [(): Verdict => (verdict === "authentic" ? authentic : verdict)];
}

const verdicts = [
  "authentic",
  "credential_missing",
  "credential_mismatch",
  "signature_missing",
  "signature_mismatch",
  "token_invalid",
  "token_expired",
] as const;

async function verify(secrets: CountingSecrets): Promise<string> {
  const verdict = await createSecretVerifier(prepare).verify(delivery, secrets, now());
  return isAuthentic(verdict) ? "authentic" : verdict;
}

describe("createSecretVerifier", () => {
  const [once, twice] = [["read"], ["read", "reread"]];
  it.each<[string, readonly unknown[], string, readonly string[], (readonly unknown[])?]>([
    // A newer secret could change these alone.
    ["a wrong credential", ["credential_mismatch"], "credential_mismatch", twice],
    ["a wrong signature", ["signature_mismatch"], "signature_mismatch", twice],
    ["a wrong token", ["token_invalid"], "token_invalid", twice],
    ["no credential", ["credential_missing"], "credential_missing", once],
    ["no signature", ["signature_missing"], "signature_missing", once],
    ["an expired token", ["token_expired"], "token_expired", once],
    ["the current version", ["authentic", "credential_mismatch"], "authentic", once],
    ["the version before", ["credential_mismatch", "authentic"], "authentic", once],
    ["the one before an unusable one", [{}, "authentic"], "authentic", once],
    ["the one after an unusable one", ["authentic", undefined], "authentic", once],
    ["neither", ["signature_mismatch", "credential_missing"], "signature_mismatch", twice],
    ["neither, beside an unusable current one", [{}, "token_invalid"], "token_invalid", twice],
    ["a token of the current key", ["token_expired", "token_invalid"], "token_expired", once],
    ["a token of the key before", ["token_invalid", "token_expired"], "token_expired", once],
    ["a rotated secret", ["credential_mismatch"], "authentic", twice, ["authentic"]],
    ["a usable secret in place of an unusable one", [{}], "authentic", twice, ["authentic"]],
    ["neither, of the newer secret", ["token_invalid"], "signature_mismatch", twice, ["signature_mismatch"]],
  ])("gives the verdict on %s", async (_, values, verdict, calls, newer) => {
    const secrets = countingSecrets(values, newer);
    expect(await verify(secrets)).toBe(verdict);
    expect(secrets.calls).toEqual(calls);
  });

  it.each<readonly [string, readonly unknown[], readonly unknown[] | undefined, SecretFault | undefined]>([
    ["the current version", ["white_space", "not_json"], undefined, "white_space"],
    ["the newest version", [{}], ["white_space"], "white_space"],
    ["an error of whatever prepares it", ["what the secret says"], undefined, "unexpected"],
    ["no version", [], undefined, undefined],
  ])("throws if no version is usable, with the fault of %s", async (_, values, newer, reason) => {
    const cause = reason && new UnusableSecret(reason);
    await expect(verify(countingSecrets(values, newer))).rejects.toMatchObject({
      code: "secret_unusable",
      message: "no version of the secret has the source's fields",
      cause,
    });
  });

  it("prepares every version once for many deliveries", async () => {
    const prepare = vi.fn(() => [() => authentic]);
    const verifier = createSecretVerifier(prepare);
    const secrets = countingSecrets([1, 2]);
    expect(verifier.currentFault(await secrets.read())).toBeUndefined();
    for (let count = 0; count < 10; count += 1) await verifier.verify(delivery, secrets, now());
    expect(prepare).toHaveBeenCalledTimes(2);
  });
});

it.each<readonly [string, readonly unknown[], string | undefined]>([
  ["why the current one is unusable, though an older one serves", ["not_json", "authentic"], "not_json"],
  ["that it broke what prepares it", [{}, "authentic"], "unexpected"],
  ["nothing of an older version, which may be a placeholder", ["authentic", "field_missing"], undefined],
  ["nothing where no secret is needed", [], undefined],
])("currentFault says %s", (_, values, fault) => {
  expect(createSecretVerifier(prepare).currentFault({ values })).toBe(fault);
});
