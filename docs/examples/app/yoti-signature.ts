import { randomUUID, sign } from "node:crypto";

interface YotiRequest {
  readonly method: string;
  readonly path: string;
}

/** Signs one request (https://developers.yoti.com/identity-verification-api, "Generate signed request"). */
export function signYotiRequest(sdkId: string, privateKey: string, { method, path }: YotiRequest) {
  const seconds = Math.floor(Date.now() / 1000);
  const query = `sdkId=${sdkId}&nonce=${randomUUID()}&timestamp=${seconds}`;
  // The signed path begins after the base URL's own.
  const text = `${method}&${path.replace("/idverify/v1", "")}?${query}`;
  const digest = sign("RSA-SHA256", Buffer.from(text), privateKey).toString("base64");
  return { headers: { "X-Yoti-Auth-Digest": digest }, query };
}
