import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { sourceAddress } from "../../../../lib/authentication/schemes/source-address.ts";
import { prepareScheme, verifyScheme } from "../verify-scheme.ts";

const verify = (given: string, ...ranges: readonly string[]) =>
  verifyScheme(sourceAddress(), undefined, { sourceAddress: given }, { settings: { ranges } });

const isRange = (range: string) => v.is(sourceAddress().settings, { ranges: [range] });
const dotted = (bits: bigint) => [24n, 16n, 8n, 0n].map((shift) => (bits >> shift) & 255n).join(".");
const grouped = (bits: bigint) =>
  [112n, 96n, 80n, 64n, 48n, 32n, 16n, 0n].map((shift) => ((bits >> shift) & 0xffffn).toString(16)).join(":");

describe("sourceAddress", () => {
  // Addresses for documentation: RFC 5737 and RFC 3849.
  it.each([
    ["192.0.2.7", ["192.0.2.7"], "authentic"],
    ["192.0.2.8", ["192.0.2.7"], "address_not_allowed"],
    ["192.0.2.255", ["192.0.2.0/24"], "authentic"],
    ["192.0.2.9", ["192.0.2.77/24"], "authentic"],
    ["198.51.100.1", ["192.0.2.0/24", "198.51.100.0/24"], "authentic"],
    ["2001:db8::1", ["2001:db8::/32"], "authentic"],
    ["2001:0DB8:0:0:0:0:0:1", ["2001:db8::1"], "authentic"],
    ["2001:db9::1", ["2001:db8::/32"], "address_not_allowed"],
    ["2001:db8::1", ["192.0.2.0/24"], "address_not_allowed"],
    ["", ["192.0.2.0/24"], "address_not_allowed"],
    ["localhost", ["192.0.2.0/24"], "address_not_allowed"],
    ["192.0.2.7, 198.51.100.1", ["192.0.2.0/24"], "address_not_allowed"],
    ["::ffff:192.0.2.7", ["192.0.2.0/24"], "authentic"],
    ["::ffff:c000:207", ["192.0.2.0/24"], "authentic"],
    // API Gateway's form behind a mutual TLS domain, and RFC 3986's IPv6 (section 3.2.2).
    ["192.0.2.10:32554", ["192.0.2.10/32"], "authentic"],
    ["192.0.2.10:0", ["192.0.2.0/24"], "authentic"],
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
  ])("compares %j with %j", async (address, ranges, verdict) => {
    expect(await verify(address, ...ranges)).toBe(verdict);
  });

  it.each([
    ["RFC 1918", ["10.1.15.242", "172.16.0.1", "172.31.255.255", "192.168.1.1"], "address_private"],
    ["RFC 6598", ["100.64.0.1"], "address_private"],
    ["loopback", ["127.0.0.1", "::1", "[::1]:443"], "address_private"],
    ["link-local", ["169.254.1.1", "fe80::1", "fe80::1%eth0"], "address_private"],
    ["RFC 4193", ["fd00::1"], "address_private"],
    ["with a port, or mapped", ["10.1.15.242:39870", "::ffff:10.1.15.242"], "address_private"],
    ["another's", ["11.0.0.1", "172.15.0.1", "172.32.0.1", "192.167.1.1"], "address_not_allowed"],
    ["another's as well", ["100.128.0.1", "2001:db8::1", "fec0::1"], "address_not_allowed"],
  ])("tells nobody's address on the internet from a stranger's: %s", async (_, addresses, code) => {
    for (const address of addresses) expect(await verify(address, "192.0.2.0/24")).toBe(code);
  });

  it.each([
    ["10.1.15.242:39870", "10.0.0.0/8"],
    ["127.0.0.1", "127.0.0.1"],
    ["fd00:1::1", "fd00:1::/32"],
  ])("accepts the private address %j where it is allowed", async (address, range) => {
    expect(await verify(address, range)).toBe("authentic");
  });

  const maxIpv4 = (1n << 32n) - 1n;

  it.each([
    [32, 8, dotted, { min: 0n, max: maxIpv4 }],
    // Addresses below 2003:: may stand for IPv4 ones.
    [128, 16, grouped, { min: 0x2003n << 112n, max: (0x4000n << 112n) - 1n }],
  ])("compares as many of %i bits as the prefix says", async (length, minPrefix, spell, range) => {
    const addresses = fc.bigInt(range);
    const prefixes = fc.integer({ min: minPrefix, max: length });
    // Half of the addresses differ from the range in one bit.
    const differing = fc.option(fc.nat(length - 4));
    await fc.assert(
      fc.asyncProperty(addresses, addresses, prefixes, differing, async (first, second, prefix, bit) => {
        const given = bit === null ? second : first ^ (1n << BigInt(bit));
        const shift = BigInt(length - prefix);
        const isInside = first >> shift === given >> shift;
        const verdict = await verify(spell(given), `${spell(first)}/${prefix}`);
        expect(verdict === "authentic").toBe(isInside);
      }),
      { numRuns: 500 },
    );
  });

  it("lets no IPv4 caller in by a range of IPv6", async () => {
    // Half of the ranges begin among IPv4 addresses.
    const start = fc.oneof(fc.bigInt(0n, (1n << 128n) - 1n), fc.constantFrom(0n, 0xffffn << 32n));
    await fc.assert(
      fc.asyncProperty(
        start,
        fc.nat(128),
        fc.bigInt({ min: 0n, max: maxIpv4 }),
        async (bits, length, caller) => {
          const range = `${grouped(bits)}/${length}`;
          for (const spelled of [dotted(caller), `::ffff:${dotted(caller)}`])
            if (isRange(range)) expect(await verify(spelled, range)).not.toBe("authentic");
        },
      ),
      { numRuns: 500 },
    );
  });

  it("never believes a forwarded address", async () => {
    const headers = { "x-forwarded-for": "192.0.2.7", "x-real-ip": "192.0.2.7", forwarded: "for=192.0.2.7" };
    const settings = { ranges: ["192.0.2.0/24"] };
    const verdict = await verifyScheme(sourceAddress(), undefined, { headers }, { settings });
    expect(verdict).toBe("address_not_allowed");
  });

  it.each([
    ["is not an address", ["", "*", "example.com", "192.0.2", "256.0.2.0/24", "fe80::1%eth0"]],
    ["is not an address", [" 192.0.2.0/24", "192.0.2.0/24\n", "/192.0.2.0/24", "192.0.2.1/192.0.2.0/24"]],
    ["is not an address", ["192.0.2.0/", "192.0.2.0/-1", "192.0.2.0/33", "192.0.2.0/8/8"]],
    ["is not an address", ["192.0.2.1/10024", "2001:db8::/129"]],
    ["lets in strangers", ["0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "192.0.2.0/7"]],
    ["lets in strangers", ["::/0", "::/1", "8000::/1", "2000::/3", "2001:db8::/15"]],
    ["stands for IPv4 addresses", ["::ffff:0:0/96", "::ffff:0.0.0.0/96", "0:0:0:0:0:ffff::/96", "::/16"]],
    ["stands for IPv4 addresses", ["::/64", "::ffff:0:0/80", "::ffff:192.0.2.0/120", "::192.0.2.0/120"]],
    ["stands for IPv4 addresses", ["64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2002:c000:200::/40"]],
  ])("throws at a range that %s: %j", (message, ranges) => {
    // The fault names the setting's path for the deployer.
    for (const range of ranges)
      expect(() => prepareScheme(sourceAddress(), undefined, { ranges: [range] }), range).toThrow(
        expect.objectContaining({ name: "ValiError", message: expect.stringContaining(message) }),
      );
  });

  it.each([{}, { ranges: [] }, { ranges: "192.0.2.0/24" }])("throws at the settings %j", (settings) => {
    expect(() => prepareScheme(sourceAddress(), undefined, settings)).toThrow();
  });
});
