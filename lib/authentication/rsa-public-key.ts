import { createPublicKey } from "node:crypto";
import * as v from "valibot";
import type { SecretFault } from "./unusable-secret.ts";

/** RFC 7518, section 3.3. */
const minModulusBits = 2048;

/** An RSA public key in PEM. Reading the secret checks it, before any delivery. */
export const rsaPublicKeyPem = v.pipe(
  v.string(),
  v.check(isRsaPublicKey, "no_public_key" satisfies SecretFault),
);

function isRsaPublicKey(pem: string): boolean {
  if (!pem.includes("-----BEGIN PUBLIC KEY-----")) return false;
  try {
    const { asymmetricKeyType, asymmetricKeyDetails = {} } = createPublicKey(pem);
    const { modulusLength = 0 } = asymmetricKeyDetails;
    return asymmetricKeyType === "rsa" && modulusLength >= minModulusBits;
  } catch {
    return false;
  }
}
