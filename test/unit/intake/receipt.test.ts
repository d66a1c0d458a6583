import { describe, expect, it } from "vitest";
import { UnusableSecret } from "../../../lib/authentication/unusable-secret.ts";
import { IntakeError } from "../../../lib/delivery/intake-error.ts";
import { failedReceipt, nameOfError } from "../../../lib/intake/receipt.ts";

const withCode = (code: unknown) => Object.assign(new Error("a canary"), { code });

it("IntakeError has its name on the class and on each error, since the minifier renames classes", () => {
  const { name } = new IntakeError("unexpected", "");
  expect([IntakeError.name, name]).toEqual(["IntakeError", "IntakeError"]);
});

describe("nameOfError", () => {
  it("says of several addresses what the first failed with", () => {
    const errors = [withCode("ECONNREFUSED"), withCode("ENETUNREACH")];
    expect(nameOfError(new AggregateError(errors))).toBe("ECONNREFUSED");
    expect(nameOfError(new AggregateError([]))).toBe("AggregateError");
  });

  it.each([
    [withCode("ECONNREFUSED"), "ECONNREFUSED"],
    [new TypeError("a canary"), "TypeError"],
    [new DOMException("a canary", "TimeoutError"), "TimeoutError"],
    [withCode("what a vendor wrote"), "Error"],
    [withCode("E"), "Error"],
    [withCode("A".repeat(42)), "Error"],
    [withCode(23), "Error"],
    ["a canary", "unknown"],
  ])("says the code, or the class where there is none: %s", (error, name) => {
    expect(nameOfError(error)).toBe(name);
  });
});

it("failedReceipt says why a secret is unusable", () => {
  const error = new IntakeError("secret_unusable", "no", { cause: new UnusableSecret("white_space") });
  const receipt = { outcome: "failed", code: "secret_unusable", cause: "white_space" };
  expect(failedReceipt(error)).toEqual(receipt);
});
