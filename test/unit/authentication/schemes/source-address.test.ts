import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { sourceAddress } from "../../../../lib/authentication/schemes/source-address.ts";
import { prepareOpen, verifyOpen } from "../verify-scheme.ts";

const verify = (sourceAddressOfDelivery: string, ...ranges: readonly string[]) =>
  verifyOpen(sourceAddress(), { ranges }, { sourceAddress: sourceAddressOfDelivery });

const isConfigurable = (ranges: readonly string[]) => {
  try {
    prepareOpen(sourceAddress(), { ranges });
    return true;
  } catch {
    return false;
  }
};

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
    ["192.255.255.255", ["192.0.2.0/8"], "authentic"],
    ["193.0.0.0", ["192.0.2.0/8"], "address_not_allowed"],
    ["2001:db8::1", ["2001:db8::/32"], "authentic"],
    ["2001:0DB8:0:0:0:0:0:1", ["2001:db8::1"], "authentic"],
    ["2001:db9::1", ["2001:db8::/32"], "address_not_allowed"],
    ["2001:db8::1", ["192.0.2.0/24"], "address_not_allowed"],
    ["", ["192.0.2.0/24"], "address_not_allowed"],
    ["localhost", ["192.0.2.0/24"], "address_not_allowed"],
    ["192.0.2.7, 198.51.100.1", ["192.0.2.0/24"], "address_not_allowed"],
    ["::ffff:192.0.2.7", ["192.0.2.0/24"], "authentic"],
    ["::ffff:c000:207", ["192.0.2.0/24"], "authentic"],
    ["192.0.2.7", ["2001:db8::/32", "fc00::/16"], "address_not_allowed"],
  ])("compares %j with %j", async (address, ranges, verdict) => {
    expect(await verify(address, ...ranges)).toBe(verdict);
  });

  // What API Gateway writes behind a mutual TLS domain, and the form that RFC 3986, section 3.2.2, gives an IPv6 address.
  it.each([
    ["192.0.2.10:32554", ["192.0.2.10/32"], "authentic"],
    ["192.0.2.10:0", ["192.0.2.0/24"], "authentic"],
    ["192.0.2.11:32554", ["192.0.2.10/32"], "address_not_allowed"],
    ["[2001:db8::1]:443", ["2001:db8::/32"], "authentic"],
    ["[2001:db9::1]:443", ["2001:db8::/32"], "address_not_allowed"],
    ["[::ffff:192.0.2.10]:443", ["192.0.2.10"], "authentic"],
    // Without brackets the last group is a group.
    ["2001:db8::1:443", ["2001:db8::1"], "address_not_allowed"],
    ["192.0.2.10:", ["192.0.2.10"], "address_not_allowed"],
    ["192.0.2.10:http", ["192.0.2.10"], "address_not_allowed"],
    ["192.0.2.10:1:2", ["192.0.2.10"], "address_not_allowed"],
    [":443", ["192.0.2.10"], "address_not_allowed"],
    ["[]:443", ["192.0.2.10"], "address_not_allowed"],
    ["[192.0.2.10:443", ["192.0.2.10"], "address_not_allowed"],
  ])("compares %j, with a port, with %j", async (address, ranges, verdict) => {
    expect(await verify(address, ...ranges)).toBe(verdict);
  });

  it.each([
    "10.1.15.242",
    "10.1.15.242:39870",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "100.64.0.1",
    "127.0.0.1",
    "169.254.1.1",
    "::1",
    "[::1]:443",
    "::ffff:10.1.15.242",
    "fe80::1",
    "fe80::1%eth0",
    "fd00::1",
  ])("says that %j is nobody's address on the internet", async (address) => {
    expect(await verify(address, "192.0.2.0/24")).toBe("address_private");
  });

  it.each(["11.0.0.1", "172.15.0.1", "172.32.0.1", "192.167.1.1", "100.128.0.1", "2001:db8::1", "fec0::1"])(
    "says that %j is another's",
    async (address) => {
      expect(await verify(address, "192.0.2.0/24")).toBe("address_not_allowed");
    },
  );

  it.each([
    ["10.1.15.242:39870", "10.0.0.0/8"],
    ["127.0.0.1", "127.0.0.1"],
    ["fd00:1::1", "fd00:1::/32"],
  ])("accepts the private address %j where it is allowed", async (address, range) => {
    expect(await verify(address, range)).toBe("authentic");
  });

  it("lets no IPv4 caller in by a range of IPv6", async () => {
    const prefix = fc.integer({ min: 0, max: 128 });
    // Half of the ranges begin where IPv4 addresses are spelled.
    const start = fc.oneof(
      fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }),
      fc.constantFrom(0n, 0xffffn << 32n),
    );
    await fc.assert(
      fc.asyncProperty(
        start,
        prefix,
        fc.integer({ min: 0, max: 0xffffffff }),
        async (bits, length, caller) => {
          const ranges = [`${grouped(bits)}/${length}`];
          const isRange = isConfigurable(ranges);
          for (const spelled of [dotted(caller), `::ffff:${dotted(caller)}`])
            if (isRange) expect(await verify(spelled, ...ranges)).not.toBe("authentic");
        },
      ),
      { numRuns: 500 },
    );
  });

  it("compares as many leading bits of an IPv4 address as the prefix says", async () => {
    const bits = fc.integer({ min: 0, max: 0xffffffff });
    await fc.assert(
      fc.asyncProperty(
        bits,
        bits,
        fc.integer({ min: 8, max: 32 }),
        fc.nat(32),
        async (first, second, prefix, near) => {
          // Half of the time an address that differs from the range in one bit.
          const given = near < 16 ? second : (first ^ (1 << (near - 1))) >>> 0;
          const shift = 2 ** (32 - prefix);
          const isInside = Math.floor(first / shift) === Math.floor(given / shift);
          expect((await verify(dotted(given), `${dotted(first)}/${prefix}`)) === "authentic").toBe(isInside);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("compares as many leading bits of an IPv6 address as the prefix says", async () => {
    // Below 2003:: lie the addresses that stand for IPv4 ones.
    const bits = fc.bigInt({ min: 0x2003n << 112n, max: (0x4000n << 112n) - 1n });
    await fc.assert(
      fc.asyncProperty(
        bits,
        bits,
        fc.integer({ min: 16, max: 128 }),
        fc.nat(124),
        async (first, second, prefix, near) => {
          const given = near < 20 ? second : first ^ (1n << BigInt(near));
          const shift = BigInt(128 - prefix);
          const isInside = first >> shift === given >> shift;
          expect((await verify(grouped(given), `${grouped(first)}/${prefix}`)) === "authentic").toBe(
            isInside,
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  it("never believes a forwarded address", async () => {
    const headers = { "x-forwarded-for": "192.0.2.7", "x-real-ip": "192.0.2.7", forwarded: "for=192.0.2.7" };
    const parts = { headers, sourceAddress: "203.0.113.7" };
    expect(await verifyOpen(sourceAddress(), { ranges: ["192.0.2.0/24"] }, parts)).toBe(
      "address_not_allowed",
    );
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
    "0.0.0.0/1",
    "128.0.0.0/1",
    "192.0.2.0/7",
    "::/0",
    "::/1",
    "8000::/1",
    "2000::/3",
    "2001:db8::/15",
    "*",
    // Every IPv4 address, and a few of them, spelled as IPv6.
    "::ffff:0:0/96",
    "::ffff:0.0.0.0/96",
    "0:0:0:0:0:ffff::/96",
    "::/16",
    "::/64",
    "::ffff:0:0/80",
    "::ffff:192.0.2.0/120",
    "::192.0.2.0/120",
    "64:ff9b::/96",
    "64:ff9b:1::/48",
    "2002::/16",
    "2002:c000:200::/40",
  ])("throws at the range %j", (range) => {
    // As a fault of that setting, which the deployer is told by its path.
    expect(() => prepareOpen(sourceAddress(), { ranges: [range] })).toThrow(v.ValiError);
  });

  it.each([
    [{}],
    [{ ranges: [] }],
    [{ ranges: "192.0.2.0/24" }],
    [{ ranges: ["192.0.2.0/24"], range: [] }],
    [undefined],
  ])("throws at the settings %j", (settings) => {
    expect(() => prepareOpen(sourceAddress(), settings)).toThrow();
  });
});
