import { generateKeyPairSync } from "node:crypto";
import { importPKCS8, SignJWT } from "jose";
import * as v from "valibot";
import { stringifyJson, textOf } from "../../lib/json/json.ts";
import type { Simulator } from "../../lib/source/simulator.ts";

const credentials = v.object({ privateKey: v.string() });

export const simulator: Simulator = {
  defaultExample: "function-completed",
  createCredentials() {
    // The vendor uses 4096 bits. 2048 are faster.
    const pair = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
    });
    const { publicKey, privateKey } = pair;
    return { ourSide: { publicKey }, vendorSide: { publicKey, privateKey } };
  },
  async createRequest(body, vendorSide, now) {
    const key = await importPKCS8(v.parse(credentials, vendorSide).privateKey, "RS256");
    const token = await new SignJWT()
      .setProtectedHeader({ alg: "RS256", typ: "JWT" })
      .setIssuedAt(now)
      .setIssuer("io.frankiefinancial.kycaml")
      .sign(key);
    const requestId = textOf(body.requestId);
    return {
      path: requestId ? `/${encodeURIComponent(requestId)}` : "",
      // The vendor's page prints the colon.
      headers: { "content-type": "application/json", authorization: `Bearer: ${token}` },
      body: stringifyJson(body),
    };
  },
  about: (body, uuid) => ({ ...body, requestId: ulidOf(uuid), entityId: uuid }),
  success: () => "",
  unlisted: { function: "NEVER_HEARD_OF" },
  // "Up to 50 times over ~24 hours", with unpublished steps. The vendor gives up after 400.
  retry: {
    intervalsSeconds: Array.from({ length: 50 }, () => 1728),
    isDone: (status) => [200, 202, 400].includes(status),
  },
};

/** 128 bits in Crockford's base 32 (https://github.com/ulid/spec). */
function ulidOf(uuid: string): string {
  const digits = BigInt(`0x${uuid.replaceAll("-", "")}`)
    .toString(32)
    .padStart(26, "0");
  return digits.replaceAll(/./g, (digit) =>
    "0123456789ABCDEFGHJKMNPQRSTVWXYZ".charAt(Number.parseInt(digit, 32)),
  );
}
