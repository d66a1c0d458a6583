import { generateKeyPairSync, verify } from "node:crypto";
import { expect, it } from "vitest";
import { signYotiRequest } from "../../../docs/examples/app/yoti-signature.ts";
import { fakeTime } from "../../support/fake-time.ts";

const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();

it("signs what https://developers.yoti.com/identity-verification-api says, anew each time", () => {
  fakeTime({ now: 1_480_509_893_999 });
  const sdkId = "b88ad843-13cc-44ba-a3e0-053f71d89b1f";
  const request = { method: "GET", path: "/idverify/v1/sessions/04f3b176-dcb8-428e-9b8e-8c8cd0915158" };
  const signed = [1, 2].map(() => signYotiRequest(sdkId, pem, request));
  for (const { headers, query } of signed) {
    expect(query).toMatch(new RegExp(`^sdkId=${sdkId}&nonce=[0-9a-f-]{36}&timestamp=1480509893$`));
    const text = `GET&/sessions/04f3b176-dcb8-428e-9b8e-8c8cd0915158?${query}`;
    const digest = Buffer.from(headers["X-Yoti-Auth-Digest"], "base64");
    expect(verify("RSA-SHA256", Buffer.from(text), publicKey, digest)).toBe(true);
  }
  expect(signed[0]?.query).not.toBe(signed[1]?.query);
});
