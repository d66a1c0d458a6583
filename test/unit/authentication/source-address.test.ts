import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { sourceAddress } from "../../../lib/authentication/source-address.ts";
import { judgeOpen } from "./judge.ts";

const judge = (sourceAddressOfDelivery: string, ...ranges: readonly string[]) =>
  judgeOpen(sourceAddress(), { ranges }, { sourceAddress: sourceAddressOfDelivery });

const dotted = (bits: number) => [24, 16, 8, 0].map((shift) => (bits >>> shift) & 255).join(".");
const grouped = (bits: bigint) =>
  Array.from({ length: 8 }, (_, at) => ((bits >> BigInt(112 - 16 * at)) & 0xffffn).toString(16)).join(":");

describe("sourceAddress", () => {
  // Addresses for documentation: RFC 5737 and RFC 3849.
  it.each([
    ["192.0.2.7", ["192.0.2.7"], "authentic"],
    ["192.0.2.8", ["192.0.2.7"], "address_not_allowed"],
    ["192.0.2.255", ["192.0.2.0/24"], "authentic"],
    ["192.0.3.0", ["192.0.2.0/24"], "address_not_allowed"],
    ["192.0.2.9", ["192.0.2.77/24"], "authentic"],
    ["198.51.100.1", ["192.0.2.0/24", "198.51.100.0/24"], "authentic"],
    ["128.0.0.1", ["192.0.2.0/1"], "authentic"],
    ["127.255.255.255", ["192.0.2.0/1"], "address_not_allowed"],
    ["2001:db8::1", ["2001:db8::/32"], "authentic"],
    ["2001:0DB8:0:0:0:0:0:1", ["2001:db8::1"], "authentic"],
    ["2001:db9::1", ["2001:db8::/32"], "address_not_allowed"],
    ["2001:db8::1", ["192.0.2.0/24"], "address_not_allowed"],
    ["", ["192.0.2.0/24"], "address_not_allowed"],
    ["localhost", ["192.0.2.0/24"], "address_not_allowed"],
    ["192.0.2.7, 198.51.100.1", ["192.0.2.0/24"], "address_not_allowed"],
    ["192.0.2.7:443", ["192.0.2.0/24"], "address_not_allowed"],
  ])("judges %j against %j", async (address, ranges, verdict) => {
    expect(await judge(address, ...ranges)).toBe(verdict);
  });

  it("compares as many leading bits of an IPv4 address as the prefix says", async () => {
    const bits = fc.integer({ min: 0, max: 0xffffffff });
    await fc.assert(
      fc.asyncProperty(
        bits,
        bits,
        fc.integer({ min: 1, max: 32 }),
        fc.nat(32),
        async (one, other, prefix, near) => {
          // Half of the time an address that differs from the range in one bit.
          const given = near < 16 ? other : (one ^ (1 << (near - 1))) >>> 0;
          const shift = 2 ** (32 - prefix);
          const isInside = Math.floor(one / shift) === Math.floor(given / shift);
          expect((await judge(dotted(given), `${dotted(one)}/${prefix}`)) === "authentic").toBe(isInside);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("compares as many leading bits of an IPv6 address as the prefix says", async () => {
    // Below 2000::/3 lie the addresses that stand for IPv4 ones.
    const bits = fc.bigInt({ min: 0x2000n << 112n, max: (0x4000n << 112n) - 1n });
    await fc.assert(
      fc.asyncProperty(
        bits,
        bits,
        fc.integer({ min: 3, max: 128 }),
        fc.nat(124),
        async (one, other, prefix, near) => {
          const given = near < 20 ? other : one ^ (1n << BigInt(near));
          const shift = BigInt(128 - prefix);
          const isInside = one >> shift === given >> shift;
          expect((await judge(grouped(given), `${grouped(one)}/${prefix}`)) === "authentic").toBe(isInside);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("never believes a forwarded address", async () => {
    const headers = { "x-forwarded-for": "192.0.2.7", "x-real-ip": "192.0.2.7", forwarded: "for=192.0.2.7" };
    const parts = { headers, sourceAddress: "203.0.113.7" };
    expect(await judgeOpen(sourceAddress(), { ranges: ["192.0.2.0/24"] }, parts)).toBe("address_not_allowed");
  });

  it.each([
    "",
    "example.com",
    "192.0.2",
    "192.0.2.0/33",
    "192.0.2.0/-1",
    "192.0.2.0/",
    "192.0.2.0/8/8",
    "192.0.2.1/192.0.2.0/24",
    "/192.0.2.0/24",
    " 192.0.2.0/24",
    "192.0.2.0/24\n",
    "256.0.2.0/24",
    "2001:db8::/129",
    "fe80::1%eth0",
    // Everybody would be nobody in particular.
    "0.0.0.0/0",
    "::/0",
    "*",
  ])("throws at the range %j", (range) => {
    // As a fault of that setting, which the deployer is told by its path.
    expect(() => sourceAddress().configure({ ranges: [range] })).toThrow(v.ValiError);
  });

  it.each([
    [{}],
    [{ ranges: [] }],
    [{ ranges: "192.0.2.0/24" }],
    [{ ranges: ["192.0.2.0/24"], range: [] }],
    [undefined],
  ])("throws at the settings %j", (settings) => {
    expect(() => sourceAddress().configure(settings)).toThrow();
  });
});
