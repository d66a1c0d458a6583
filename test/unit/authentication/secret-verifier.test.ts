import { describe, expect, it } from "vitest";
import { authentic, isAuthentic, type Verdict } from "../../../lib/authentication/scheme.ts";
import { createSecretVerifier } from "../../../lib/authentication/secret-verifier.ts";
import { secretFaults, UnusableSecret } from "../../../lib/authentication/unusable-secret.ts";
import type { RefusalCode } from "../../../lib/delivery/response.ts";
import { createClock } from "../../support/clock.ts";
import { aDelivery } from "../../support/deliveries.ts";
import { type CountingSecrets, countingSecrets } from "./counting-secrets.ts";

const { now } = createClock();
const delivery = aDelivery();

/** Takes a secret that is itself the verdict, or why it is unusable; anything else breaks it. */
function prepare(secret: unknown) {
  const fault = secretFaults.find((code) => code === secret);
  if (fault) throw new UnusableSecret(fault);
  const known = words.find((word) => word === secret);
  if (!known) throw new Error(`a canary: ${secret}`);
  return [(): Verdict => (known === "authentic" ? authentic : known)];
}

async function verify(secrets: CountingSecrets): Promise<Word> {
  const verdict = await createSecretVerifier(prepare).verify(delivery, secrets, now());
  return isAuthentic(verdict) ? "authentic" : verdict;
}

type Word = "authentic" | RefusalCode;
const words: readonly Word[] = [
  "authentic",
  "credential_missing",
  "credential_mismatch",
  "signature_missing",
  "signature_mismatch",
  "token_invalid",
  "token_expired",
];

describe("createSecretVerifier", () => {
  it.each<readonly [Word, readonly string[]]>([
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

  it.each<readonly [string, readonly unknown[], Word]>([
    ["the current version", ["authentic", "credential_mismatch"], "authentic"],
    ["the version before", ["credential_mismatch", "authentic"], "authentic"],
    ["the version before, beside an unusable current one", [{}, "authentic"], "authentic"],
    ["the current version, beside an unusable one before", ["authentic", undefined], "authentic"],
    [
      "neither, with what the current one said",
      ["signature_mismatch", "credential_missing"],
      "signature_mismatch",
    ],
    ["neither, beside an unusable current one", [{}, "token_invalid"], "token_invalid"],
    [
      "neither, with a token that the current one signed",
      ["token_expired", "token_invalid"],
      "token_expired",
    ],
    ["neither, with a token that the one before signed", ["token_invalid", "token_expired"], "token_expired"],
  ])("accepts a delivery by %s", async (_, values, verdict) => {
    expect(await verify(countingSecrets(values))).toBe(verdict);
  });

  it("accepts a rotated secret after asking again", async () => {
    const secrets = countingSecrets(["credential_mismatch"], ["authentic", "credential_mismatch"]);
    expect(await verify(secrets)).toBe("authentic");
    expect(secrets.calls).toEqual(["read", "reread"]);
  });

  it("refuses what the newer secret refuses too, and asks no third time", async () => {
    const secrets = countingSecrets(["token_invalid"], ["signature_mismatch"]);
    expect(await verify(secrets)).toBe("signature_mismatch");
    expect(secrets.calls).toEqual(["read", "reread"]);
  });

  it.each([
    ["no version is what the source needs", [{}, "old"]],
    ["there is no version", []],
  ])("throws if %s", async (_, values) => {
    await expect(verify(countingSecrets(values))).rejects.toMatchObject({ code: "secret_unusable" });
    await expect(verify(countingSecrets(values, [{}]))).rejects.toMatchObject({ code: "secret_unusable" });
  });

  it("says of the newest current version why it is unusable, and no more", async () => {
    const cause = expect.objectContaining({ reason: "white_space" });
    const secrets = [countingSecrets(["white_space", "not_json"]), countingSecrets([{}], ["white_space"])];
    for (const held of secrets)
      await expect(verify(held)).rejects.toMatchObject({ code: "secret_unusable", cause });
    const broken = await verify(countingSecrets(["what the secret says"])).catch(
      (error: Error) => error.cause,
    );
    expect(broken).toMatchObject({ reason: "unexpected", message: "the secret is unusable: unexpected" });
    expect(broken).not.toHaveProperty("cause");
  });

  it("accepts a delivery by a usable secret that has replaced an unusable one", async () => {
    expect(await verify(countingSecrets([{}], ["authentic"]))).toBe("authentic");
  });

  it("throws what the store throws", async () => {
    const out = { read: () => Promise.reject(new Error("out")), reread: async () => undefined };
    await expect(createSecretVerifier(() => []).verify(delivery, out, now())).rejects.toThrow();
  });

  it("prepares every version once for many deliveries", async () => {
    let prepared = 0;
    const prepare = () => {
      prepared += 1;
      return [() => authentic];
    };
    const { verify: verifyCounted, currentFault } = createSecretVerifier(prepare);
    const secrets = countingSecrets([1, 2]);
    expect(currentFault(await secrets.read())).toBeUndefined();
    for (let count = 0; count < 10; count += 1) await verifyCounted(delivery, secrets, now());
    expect(prepared).toBe(2);
  });
});

describe("currentFault", () => {
  it.each<readonly [string, readonly unknown[], string | undefined]>([
    [
      "why the current version is unusable, though the one before it serves",
      ["not_json", "authentic"],
      "not_json",
    ],
    ["that it broke what prepares it", [{}, "authentic"], "unexpected"],
    [
      "nothing of a version before it, which may be the first placeholder",
      ["authentic", "field_missing"],
      undefined,
    ],
    ["nothing where no secret is needed", [], undefined],
  ])("says %s", (_, values, fault) => {
    expect(createSecretVerifier(prepare).currentFault({ values })).toBe(fault);
  });
});
