import { describe, expect, it } from "vitest";
import { mintYotiToken } from "../../../functions/package/yoti-token.ts";
import { openToken } from "../../../lib/authentication/schemes/minted-token.ts";
import { fakeTime } from "../../support/fake-time.ts";

const sessionKey = "0123456789abcdef0123456789abcdef";
const now = new Date("2026-11-21T09:30:00.000Z");
const inSeconds = (seconds: number) => new Date(now.getTime() + seconds * 1000);

function mint(expiresAt: Date): string {
  fakeTime({ now });
  return mintYotiToken({ sessionKey, reference: "case-4711", expiresAt });
}

describe("mintYotiToken", () => {
  it("mints what the source accepts", () => {
    const expiresAt = inSeconds(60);
    expect(openToken(sessionKey, mint(expiresAt))).toEqual({ reference: "case-4711", expiresAt });
  });

  it.each([
    ["now", now],
    ["a second ago", inSeconds(-1)],
    ["seconds that were taken for milliseconds", new Date(1_797_845_400)],
    ["milliseconds that were multiplied once more", new Date(1_797_845_400_000 * 1000)],
    ["no date", new Date("soon")],
  ])("throws at an expiry of %s", (_, expiresAt) => {
    expect(() => mint(expiresAt)).toThrow(RangeError);
    expect(() => mint(expiresAt)).toThrow(/^expiresAt has to be /);
  });
});
