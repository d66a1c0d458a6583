import { describe, expect, it, vi } from "vitest";
import { authentic, isAuthentic, type Verdict } from "../../../lib/authentication/scheme.ts";
import { createSecretVerifier } from "../../../lib/authentication/secret-verifier.ts";
import {
  type SecretFault,
  secretFaults,
  UnusableSecret,
} from "../../../lib/authentication/unusable-secret.ts";
import type { RefusalCode } from "../../../lib/delivery/response.ts";
import { createClock } from "../../support/clock.ts";
import { aDelivery } from "../../support/deliveries.ts";
import { type CountingSecrets, countingSecrets } from "./counting-secrets.ts";

const { now } = createClock();
const delivery = aDelivery();

const words = [
  "authentic",
  "credential_missing",
  "credential_mismatch",
  "signature_missing",
  "signature_mismatch",
  "token_invalid",
  "token_expired",
] as const satisfies readonly ("authentic" | RefusalCode)[];

/** The secret is itself the verdict, or its fault. */
function prepare(secret: unknown) {
  const fault = secretFaults.find((code) => code === secret);
  if (fault) throw new UnusableSecret(fault);
  const known = words.find((word) => word === secret);
  if (!known) throw new Error(`a canary: ${secret}`);
  return [(): Verdict => (known === "authentic" ? authentic : known)];
}

async function verify(secrets: CountingSecrets): Promise<string> {
  const verdict = await createSecretVerifier(prepare).verify(delivery, secrets, now());
  return isAuthentic(verdict) ? "authentic" : verdict;
}

describe("createSecretVerifier", () => {
  it.each([
    ["authentic", ["read"]],
    ["credential_missing", ["read"]],
    ["signature_missing", ["read"]],
    ["credential_mismatch", ["read", "reread"]],
    ["signature_mismatch", ["read", "reread"]],
    ["token_invalid", ["read", "reread"]],
    ["token_expired", ["read"]],
  ])("asks the store again only where a newer secret could change %s", async (verdict, calls) => {
    const secrets = countingSecrets([verdict]);
    expect(await verify(secrets)).toBe(verdict);
    expect(secrets.calls).toEqual(calls);
  });

  it.each<readonly [string, readonly unknown[], string]>([
    ["the current version", ["authentic", "credential_mismatch"], "authentic"],
    ["the version before", ["credential_mismatch", "authentic"], "authentic"],
    ["the version before, beside an unusable current one", [{}, "authentic"], "authentic"],
    ["the current version, beside an unusable one before", ["authentic", undefined], "authentic"],
    ["neither: the current one speaks", ["signature_mismatch", "credential_missing"], "signature_mismatch"],
    ["neither, beside an unusable current one", [{}, "token_invalid"], "token_invalid"],
    ["neither: the current one signed the token", ["token_expired", "token_invalid"], "token_expired"],
    ["neither: the one before signed the token", ["token_invalid", "token_expired"], "token_expired"],
  ])("accepts a delivery by %s", async (_, values, verdict) => {
    expect(await verify(countingSecrets(values))).toBe(verdict);
  });

  it.each<readonly [string, readonly unknown[], readonly unknown[], string]>([
    ["a rotated secret", ["credential_mismatch"], ["authentic", "credential_mismatch"], "authentic"],
    ["a usable secret in place of an unusable one", [{}], ["authentic"], "authentic"],
    [
      "nothing that the newer secret refuses too",
      ["token_invalid"],
      ["signature_mismatch"],
      "signature_mismatch",
    ],
  ])("accepts %s after asking again once", async (_, values, newer, verdict) => {
    const secrets = countingSecrets(values, newer);
    expect(await verify(secrets)).toBe(verdict);
    expect(secrets.calls).toEqual(["read", "reread"]);
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
      cause,
    });
  });

  it("throws what the store throws", async () => {
    const out = { read: () => Promise.reject(new Error("out")), reread: async () => undefined };
    await expect(createSecretVerifier(() => []).verify(delivery, out, now())).rejects.toThrow();
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

describe("currentFault", () => {
  it.each<readonly [string, readonly unknown[], string | undefined]>([
    [
      "why the current version is unusable, though an older one serves",
      ["not_json", "authentic"],
      "not_json",
    ],
    ["that it broke what prepares it", [{}, "authentic"], "unexpected"],
    ["nothing of an older version, which may be a placeholder", ["authentic", "field_missing"], undefined],
    ["nothing where no secret is needed", [], undefined],
  ])("says %s", (_, values, fault) => {
    expect(createSecretVerifier(prepare).currentFault({ values })).toBe(fault);
  });
});
