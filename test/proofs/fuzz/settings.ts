import { vendors } from "../../../functions/vendors.ts";
import type { AuthenticationSettings } from "../../../lib/authentication/authenticator.ts";
import { issuerKey } from "../../unit/authentication/certificates.ts";
import { certificates } from "./secrets.ts";
import { words } from "./words.ts";

/** All lie in the ranges, in some spelling, with or without a port. */
export const allowedAddresses = words(
  "192.0.2.10 2001:db8:5::1 2001:0DB8:0005:0::00ff ::ffff:192.0.2.10 192.0.2.10:32554 [2001:db8:5::1]:443",
);
const sharedSecret = { sharedSecret: {} };
const sourceAddress = { sourceAddress: { ranges: ["192.0.2.10/32", "2001:db8:5::/48"] } };
const clientCertificate = { clientCertificate: { pins: [{ sha256: certificates.own.fingerprint256 }] } };
const certificateName = {
  clientCertificate: {
    pins: [{ subject: "C=FR,O=Vendor,CN=push", issuer: "CN=Vendor CA" }],
    issuerKeys: { "CN=Vendor CA": issuerKey },
  },
};
const rest = { pipwave: { signature: {} }, yoti: { authorization: {} } };
const bySession = { yoti: { sessionToken: {} } };
const bySessionOrNot = { yoti: { sessionToken: { alsoStatic: true } } };

/** Every scheme of this folder's sources, alone and combined. */
export const stageSettings: Readonly<Record<string, Readonly<Record<string, AuthenticationSettings>>>> = {
  byDefault: { ...rest, thales: sharedSecret, frankieone: { jwt: {} } },
  byAddress: { ...rest, ...bySession, thales: sourceAddress, frankieone: sourceAddress },
  byFingerprint: { ...rest, thales: clientCertificate, frankieone: { jwt: {}, ...sourceAddress } },
  byName: {
    ...rest,
    ...bySessionOrNot,
    thales: { ...certificateName, ...sharedSecret },
    // 25 hours, the shortest that leaves the vendor its retries.
    frankieone: { jwt: { maximumAgeSeconds: 25 * 60 * 60 } },
  },
  byAddressAndSecret: {
    ...rest,
    thales: { ...sharedSecret, ...sourceAddress },
    pipwave: { signature: { headers: { signature: "X-Signature" } } },
    frankieone: { ...sourceAddress, jwt: {} },
  },
  byAll: {
    ...rest,
    thales: { ...sourceAddress, ...clientCertificate, ...sharedSecret },
    frankieone: { jwt: { issuers: ["com.frankiefinancial.kycaml"] }, ...sourceAddress },
  },
};

/** A source without an entry uses its definition's settings. */
export function settingsOf(stage: string, source: string): AuthenticationSettings {
  const own = vendors.find(({ id }) => id === source)?.defaultAuthentication;
  return stageSettings[stage]?.[source] ?? own ?? {};
}
