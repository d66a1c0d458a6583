import * as v from "valibot";
import { authentic, type OpenScheme, type Verdict } from "../scheme.ts";
import { type AddressRange, addressRange, blockListOf, familyOf } from "./address-ranges.ts";

interface AddressSettings {
  readonly ranges: readonly AddressRange[];
}

const settingsSchema = v.strictObject({ ranges: v.pipe(v.array(addressRange), v.minLength(1)) });

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
 * The vendor's address ranges. API Gateway reports the connection's address, which the sender cannot choose.
 * Forwarded headers are the sender's claim and never read.
 */
export function sourceAddress(): OpenScheme<AddressSettings> {
  return {
    needs: "source-address",
    settings: settingsSchema,
    prepare({ ranges }) {
      const allowed = blockListOf(ranges);
      return (delivery): Verdict => {
        const address = withoutPort(delivery.sourceAddress);
        const family = familyOf(address);
        if (family === undefined) return "address_not_allowed";
        if (allowed.check(address, family)) return authentic;
        return privateAddresses.check(address, family) ? "address_private" : "address_not_allowed";
      };
    },
  };
}

/**
 * Behind mutual TLS, API Gateway wrote `192.0.2.10:32554` and `[2001:db8::1]:443`
 * (https://github.com/aws-powertools/powertools-lambda-python/issues/7288).
 */
function withoutPort(address: string): string {
  return address.replace(/^(?:\[([^\]]+)\]|([^:]+)):\d{1,5}$/, "$1$2");
}
