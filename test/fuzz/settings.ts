import type { SourceId } from "../../functions/sources.ts";
import type { AuthenticationSettings } from "../../lib/authentication/authenticator.ts";
import { certificates } from "./secrets.ts";

/** How each source is authenticated where. */
export type StageSettings = Readonly<Record<SourceId, AuthenticationSettings>>;

const sharedSecret = { sharedSecret: {} };
const sourceAddress = { sourceAddress: { ranges: ["192.0.2.10/32", "2001:db8:5::/48"] } };
const clientCertificate = { clientCertificate: { pins: [{ sha256: certificates.own.fingerprint256 }] } };
const certificateName = {
  clientCertificate: { pins: [{ subject: "C=FR,O=Vendor,CN=push", issuer: "CN=Vendor CA" }] },
};
const rest = { pipwave: { signature: {} }, yoti: { authorization: {} } };

/** Every scheme of every source, alone and with others. */
export const stageSettings = {
  byDefault: { ...rest, thales: sharedSecret, frankieone: { jwt: {} } },
  byAddress: { ...rest, thales: sourceAddress, frankieone: sourceAddress },
  byFingerprint: { ...rest, thales: clientCertificate, frankieone: { jwt: {}, ...sourceAddress } },
  byName: {
    ...rest,
    thales: { ...certificateName, ...sharedSecret },
    // 13 hours, the shortest that leaves the vendor its retries.
    frankieone: { jwt: { maximumAgeSeconds: 13 * 60 * 60 } },
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
} as const satisfies Readonly<Record<string, StageSettings>>;

export type StageName = keyof typeof stageSettings;
export const stageNames = [
  "byDefault",
  "byAddress",
  "byFingerprint",
  "byName",
  "byAddressAndSecret",
  "byAll",
] as const satisfies readonly StageName[];
