import { BlockList, isIPv4, isIPv6 } from "node:net";
import * as v from "valibot";

type Family = "ipv4" | "ipv6";
export interface AddressRange {
  readonly address: string;
  readonly prefix: number;
  readonly family: Family;
}

/** No registry allocates more. Wider ranges let strangers in. */
const minPrefix = { ipv4: 8, ipv6: 16 } as const;
const maxPrefix = { ipv4: 32, ipv6: 128 } as const;

/**
 * IPv4 addresses in IPv6 form: mapped, compatible and translated in `::/8` (RFC 4291, section 2.5.5; RFC 6052), 6to4
 * in `2002::/16` (RFC 3056). A `BlockList` matches an IPv4 address with its mapped form.
 */
const embeddedIpv4 = blockListOf([
  { address: "::", prefix: 8, family: "ipv6" },
  { address: "2002::", prefix: 16, family: "ipv6" },
]);

/** An address or a CIDR range (RFC 4632). */
export const addressRange = v.pipe(
  v.string(),
  v.rawTransform(({ dataset, addIssue, NEVER }): AddressRange => {
    const range = parseRange(dataset.value);
    if (!range) addIssue({ message: "is not an address or a CIDR range such as 192.0.2.0/24" });
    return range ?? NEVER;
  }),
  v.check(
    ({ prefix, family }) => prefix >= minPrefix[family],
    "is wider than one network: it lets in strangers",
  ),
  v.check(
    ({ address, family }) => family === "ipv4" || !embeddedIpv4.check(address, family),
    "is not an IPv6 network's: it stands for IPv4 addresses, which are written as such",
  ),
);

export function blockListOf(ranges: readonly AddressRange[]): BlockList {
  const list = new BlockList();
  for (const { address, prefix, family } of ranges) list.addSubnet(address, prefix, family);
  return list;
}

export function familyOf(address: string): Family | undefined {
  if (isIPv4(address)) return "ipv4";
  return isIPv6(address) ? "ipv6" : undefined;
}

function parseRange(text: string): AddressRange | undefined {
  const address = text.replace(/\/\d{1,3}$/, "");
  const digits = text.slice(address.length + 1);
  const family = familyOf(address);
  if (family === undefined || address.includes("%")) return undefined;
  const max = maxPrefix[family];
  const prefix = digits === "" ? max : Number(digits);
  return prefix <= max ? { address, prefix, family } : undefined;
}
