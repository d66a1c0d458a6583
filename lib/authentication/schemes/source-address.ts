import { BlockList, isIPv4, isIPv6 } from "node:net";
import * as v from "valibot";
import type { OpenScheme } from "../scheme.ts";

const range = v.pipe(
  v.string(),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const parsed = parseRange(dataset.value);
    const message = parsed ? faultOf(parsed) : "is not an address or a CIDR range such as 192.0.2.0/24";
    if (parsed && !message) return parsed;
    addIssue({ message: message ?? "" });
    return NEVER;
  }),
);
const settingsSchema = v.strictObject({ ranges: v.pipe(v.array(range), v.minLength(1)) });

type Family = "ipv4" | "ipv6";
interface Range {
  readonly address: string;
  readonly prefix: number;
  readonly family: Family;
}

/** No registry gives one network more; a wider range says hardly anything about the caller. */
const shortestPrefix = { ipv4: 8, ipv6: 16 } as const;
const maxPrefix = { ipv4: 32, ipv6: 128 } as const;

/**
 * Other spellings of IPv4 addresses: `::/8` holds the mapped, the compatible and the translated ones (RFC 4291, section
 * 2.5.5; RFC 6052), `2002::/16` those of 6to4 (RFC 3056). A `BlockList` takes an IPv4 address for its mapped one.
 */
const embeddedIpv4 = blockListOf([
  { address: "::", prefix: 8, family: "ipv6" },
  { address: "2002::", prefix: 16, family: "ipv6" },
]);

/** RFC 1918, RFC 6598, RFC 1122 (loopback), RFC 3927 and RFC 4291 (link-local), RFC 4193. */
const privateAddresses = blockListOf([
  { address: "10.0.0.0", prefix: 8, family: "ipv4" },
  { address: "172.16.0.0", prefix: 12, family: "ipv4" },
  { address: "192.168.0.0", prefix: 16, family: "ipv4" },
  { address: "100.64.0.0", prefix: 10, family: "ipv4" },
  { address: "127.0.0.0", prefix: 8, family: "ipv4" },
  { address: "169.254.0.0", prefix: 16, family: "ipv4" },
  { address: "::1", prefix: 128, family: "ipv6" },
  { address: "fe80::", prefix: 10, family: "ipv6" },
  { address: "fc00::", prefix: 7, family: "ipv6" },
]);

/**
 * The delivery must come from one of the configured ranges (RFC 4632). What counts is the address that API Gateway
 * accepted the connection from; a forwarded header is the sender's own claim and is never read.
 */
export function sourceAddress(): OpenScheme {
  return {
    usesSecret: false,
    places: [{ in: "connection", shows: "address" }],
    configure(settings) {
      const allowed = blockListOf(v.parse(settingsSchema, settings).ranges);
      return ({ sourceAddress }) => {
        const address = withoutPort(sourceAddress);
        const family = familyOf(address);
        if (family === undefined) return "address_not_allowed";
        if (allowed.check(address, family)) return "authentic";
        return privateAddresses.check(address, family) ? "address_private" : "address_not_allowed";
      };
    },
  };
}

function parseRange(text: string): Range | undefined {
  const [, address = "", digits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const family = familyOf(address);
  if (family === undefined || address.includes("%")) return undefined;
  const longest = maxPrefix[family];
  const prefix = digits === undefined ? longest : Number(digits);
  return prefix <= longest ? { address, prefix, family } : undefined;
}

/** A range that nearly everybody is in would be no authentication at all. */
function faultOf({ address, prefix, family }: Range): string | undefined {
  const shortest = shortestPrefix[family];
  if (prefix < shortest) return `is not one network's: a prefix below /${shortest} lets in strangers`;
  if (family === "ipv6" && embeddedIpv4.check(address, family))
    return "is not an IPv6 network's: it stands for IPv4 addresses, which are written as such";
  return undefined;
}

function blockListOf(ranges: readonly Range[]): BlockList {
  const list = new BlockList();
  for (const { address, prefix, family } of ranges) list.addSubnet(address, prefix, family);
  return list;
}

/**
 * Behind a mutual TLS domain API Gateway has been seen to write `192.0.2.10:32554` and `[2001:db8::1]:443`
 * (https://github.com/aws-powertools/powertools-lambda-python/issues/7288).
 */
function withoutPort(address: string): string {
  const [, bracketed, plain] = /^(?:\[([^\]]+)\]|([^:]+)):\d{1,5}$/.exec(address) ?? [];
  return bracketed ?? plain ?? address;
}

function familyOf(address: string): Family | undefined {
  if (isIPv4(address)) return "ipv4";
  return isIPv6(address) ? "ipv6" : undefined;
}
