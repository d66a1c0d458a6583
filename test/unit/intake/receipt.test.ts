import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { UnusableSecret } from "../../../lib/authentication/unusable-secret.ts";
import { IntakeError } from "../../../lib/delivery/intake-error.ts";
import { failedReceipt, nameOfError } from "../../../lib/intake/receipt.ts";

/** Node's error for an impossible connection. */
function failedConnection(host: string, port: number): Promise<unknown> {
  return new Promise((resolve) => connect({ host, port }).once("error", resolve));
}

const withCode = (code: unknown) => Object.assign(new Error("a canary"), { code });

describe("IntakeError", () => {
  it("has its name on the class and on each error, since the minifier renames classes", () => {
    expect([IntakeError.name, new IntakeError("unexpected", "").name]).toEqual([
      "IntakeError",
      "IntakeError",
    ]);
  });
});

describe("nameOfError", () => {
  it("says that a connection was refused, and that a name is unknown", async () => {
    // No process serves port 1. RFC 6761, section 6.4: `.invalid` names never resolve.
    expect(nameOfError(await failedConnection("127.0.0.1", 1))).toBe("ECONNREFUSED");
    expect(nameOfError(await failedConnection("nobody.invalid", 443))).toMatch(/^(ENOTFOUND|EAI_AGAIN)$/);
  });

  it("says of several addresses what the first failed with", () => {
    const errors = [withCode("ECONNREFUSED"), withCode("ENETUNREACH")];
    expect(nameOfError(new AggregateError(errors))).toBe("ECONNREFUSED");
    expect(nameOfError(new AggregateError([]))).toBe("AggregateError");
  });

  it.each([
    [new TypeError("a canary"), "TypeError"],
    [new DOMException("a canary", "TimeoutError"), "TimeoutError"],
    [withCode("what a vendor wrote"), "Error"],
    [withCode("E"), "Error"],
    [withCode("A".repeat(42)), "Error"],
    [withCode(23), "Error"],
    ["a canary", "unknown"],
  ])("says the class where there is no code: %s", (error, name) => {
    expect(nameOfError(error)).toBe(name);
  });
});

describe("failedReceipt", () => {
  it("says why a secret is unusable", () => {
    const error = new IntakeError("secret_unusable", "no", { cause: new UnusableSecret("white_space") });
    expect(failedReceipt(error)).toEqual({
      outcome: "failed",
      code: "secret_unusable",
      cause: "white_space",
    });
  });
});
