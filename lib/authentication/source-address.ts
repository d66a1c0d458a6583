import { BlockList, isIPv4, isIPv6 } from "node:net";
import * as v from "valibot";
import type { OpenScheme } from "./scheme.ts";

const range = v.pipe(
  v.string(),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const parsed = parseRange(dataset.value);
    if (parsed) return parsed;
    addIssue({ message: "is not an address or a CIDR range such as 192.0.2.0/24 or 2001:db8::/32" });
    return NEVER;
  }),
);
const settingsSchema = v.strictObject({ ranges: v.pipe(v.array(range), v.minLength(1)) });

/**
 * The delivery must come from one of the configured ranges (RFC 4632). What counts is the address that API Gateway
 * accepted the connection from; a forwarded header is the sender's own claim and is never read.
 */
export function sourceAddress(): OpenScheme {
  return {
    usesSecret: false,
    places: [{ in: "connection", shows: "address" }],
    configure(settings) {
      const allowed = new BlockList();
      for (const { address, prefix, family } of v.parse(settingsSchema, settings).ranges)
        allowed.addSubnet(address, prefix, family);
      return ({ sourceAddress }) => {
        const family = familyOf(sourceAddress);
        return family && allowed.check(sourceAddress, family) ? "authentic" : "address_not_allowed";
      };
    },
  };
}

function parseRange(text: string) {
  const [, address = "", digits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const family = familyOf(address);
  if (family === undefined || address.includes("%")) return undefined;
  const longest = family === "ipv4" ? 32 : 128;
  const prefix = digits === undefined ? longest : Number(digits);
  // A range of everything would be no authentication at all.
  return prefix >= 1 && prefix <= longest ? { address, prefix, family } : undefined;
}

function familyOf(address: string): "ipv4" | "ipv6" | undefined {
  if (isIPv4(address)) return "ipv4";
  return isIPv6(address) ? "ipv6" : undefined;
}
