import "reflect-metadata";
import { X509Certificate } from "node:crypto";
import { createCertificate } from "../../unit/authentication/certificates.ts";
import { rsaKeys, vendorKeys } from "../../unit/authentication/tokens.ts";

/** The source's current and previous version. */
export const sharedSecrets = ["s3cret-of-Thales", "s3cret-of-Thales-before"] as const;
export const staticTokens = ["yoti:one:two=", "foobar:before"] as const;
export const sessionKeys = ["0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210"] as const;
export const pipwavePairs = [
  { apiKey: "sdvdas23t3btg34bhb", apiSecret: "example-secret" },
  { apiKey: "key-before", apiSecret: "secret-before" },
] as const;
export const tokenKeys = [vendorKeys, rsaKeys(2048)] as const;

/** As Secrets Manager returns them, by source. */
export const storedSecrets: Readonly<Record<string, readonly unknown[]>> = {
  thales: sharedSecrets.map((secret) => ({ secret })),
  pipwave: pipwavePairs,
  frankieone: tokenKeys.map(({ publicPem }) => ({ publicKey: publicPem })),
  yoti: staticTokens.map((token, index) => ({ token, sessionKey: sessionKeys[index] })),
};

/** The trust store vouches for all. Only the first is the vendor's. */
const subject = [{ C: "FR" }, { O: "Vendor" }, { CN: "push" }];
const otherSubject = [{ C: "FR" }, { O: "Other" }, { CN: "push" }];
const notAfter = new Date("2026-11-20T00:00:00Z");
const create = async (options: Parameters<typeof createCertificate>[0]) =>
  new X509Certificate(await createCertificate(options));
export const certificates = {
  own: await create({ subject }),
  expired: await create({ subject, serialNumber: "02", notAfter }),
  foreign: await create({ subject: otherSubject, serialNumber: "03" }),
  /** By another authority that bears the issuer's name. */
  imitated: await create({ subject, serialNumber: "04", isByNamesake: true }),
  nameless: await create({ subject: [], serialNumber: "05" }),
};
export type CertificateName = keyof typeof certificates;
const isCertificateName = (name: string): name is CertificateName => name in certificates;
export const certificateNames = Object.keys(certificates).filter(isCertificateName);
