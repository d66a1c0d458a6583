import { describe, expect, it } from "vitest";
import { within } from "../../../infra/aws-api/aws-calls.ts";

describe("within", () => {
  it("gives what the call gives", async () => {
    expect(await within(1000, async () => 7)).toBe(7);
  });

  it("rejects with what the call rejects with", async () => {
    await expect(within(1000, () => Promise.reject(new RangeError("no")))).rejects.toThrow(RangeError);
  });

  it("rejects when the time is over, even if the call ignores its signal", async () => {
    const never = Promise.withResolvers<never>().promise;
    await expect(within(1, () => never)).rejects.toMatchObject({ name: "TimeoutError" });
  });

  it("tells the call", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const call = ({ abortSignal }: { readonly abortSignal: AbortSignal }) =>
      new Promise<never>(() => abortSignal.addEventListener("abort", () => resolve()));
    await expect(within(1, call)).rejects.toThrow();
    await promise;
  });
});
