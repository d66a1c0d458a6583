import "reflect-metadata";
import { webcrypto } from "node:crypto";
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  type Extension,
  GeneralNames,
  PemConverter,
  type X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
let serialNumber = 10;

/** In PEM. */
export interface Imitation {
  /** A root that other vendors' stages trust. */
  readonly ca: string;
  /** A client certificate, then its issuer. */
  readonly chain: string;
  readonly key: string;
}

/** The intermediate bears another authority's name, and the leaf a vendor's names. */
export async function imitateAuthority(
  names: { readonly subject: string; readonly issuer: string },
  now: Date,
): Promise<Imitation> {
  const [rootKeys, intermediateKeys, keys] = await Promise.all([createKeys(), createKeys(), createKeys()]);
  const name = "CN=Another authority";
  const root = await issue({
    subject: name,
    issuer: name,
    keys: rootKeys,
    signer: rootKeys,
    now,
    isCa: true,
  });
  const intermediate = await issue({
    subject: names.issuer,
    issuer: name,
    keys: intermediateKeys,
    signer: rootKeys,
    now,
    isCa: true,
  });
  // Without this identifier OpenSSL would try the trusted authority of that name.
  const identifier = {
    name: new GeneralNames([{ type: "dn", value: name }]),
    serialNumber: intermediate.serialNumber,
  };
  const leaf = await issue({
    ...names,
    keys,
    signer: intermediateKeys,
    now,
    isCa: false,
    extension: new AuthorityKeyIdentifierExtension(identifier),
  });
  const key = await webcrypto.subtle.exportKey("pkcs8", keys.privateKey);
  return {
    ca: root.toString("pem"),
    chain: [leaf, intermediate].map((certificate) => certificate.toString("pem")).join("\n"),
    key: PemConverter.encode(key, "PRIVATE KEY"),
  };
}

function issue(parts: {
  readonly subject: string;
  readonly issuer: string;
  readonly keys: webcrypto.CryptoKeyPair;
  readonly signer: webcrypto.CryptoKeyPair;
  readonly now: Date;
  readonly isCa: boolean;
  readonly extension?: Extension;
}): Promise<X509Certificate> {
  serialNumber += 1;
  return X509CertificateGenerator.create({
    serialNumber: String(serialNumber),
    subject: parts.subject,
    issuer: parts.issuer,
    publicKey: parts.keys.publicKey,
    signingKey: parts.signer.privateKey,
    signingAlgorithm: algorithm,
    notBefore: new Date(parts.now.getTime() - 60_000),
    notAfter: new Date(parts.now.getTime() + 90 * 24 * 60 * 60 * 1000),
    extensions: [
      new BasicConstraintsExtension(parts.isCa, undefined, true),
      ...(parts.extension ? [parts.extension] : []),
    ],
  });
}

function createKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
}
