import { createHash, randomBytes } from "node:crypto";
import * as v from "valibot";
import { type JsonObject, stringifyJson, textOf } from "../../lib/json/json.ts";
import type { Simulator } from "../../lib/source/simulator.ts";

const credentials = v.object({ apiKey: v.string(), apiSecret: v.string() });

export const simulator: Simulator = {
  defaultExample: "livefeed-success",
  createCredentials() {
    const pair = { apiKey: randomBytes(9).toString("hex"), apiSecret: randomBytes(24).toString("hex") };
    return { ourSide: pair, vendorSide: pair };
  },
  createRequest(example, vendorSide, now) {
    const { apiKey, apiSecret } = v.parse(credentials, vendorSide);
    // Signed anew in every attempt.
    const body: JsonObject = { ...example, timestamp: Math.floor(now.getTime() / 1000) };
    const text = (field: string) => textOf(body[field]) ?? "";
    // Sorted by hand, independent of the verifying code.
    const signed =
      `api_key:${apiKey}api_secret:${apiSecret}` +
      `document_set_scoring:${text("document_set_scoring")}pd_id:${text("pd_id")}` +
      `session_token:${text("session_token")}timestamp:${text("timestamp")}user_id:${text("user_id")}` +
      `verification_status:${text("verification_status")}verification_type:${text("verification_type")}`;
    const signature = createHash("sha1").update(signed, "utf8").digest("hex");
    return {
      path: "",
      headers: { "content-type": "application/json" },
      body: stringifyJson({ ...body, api_key: apiKey, signature }),
    };
  },
  about: (body, uuid) => ({
    ...body,
    session_token: uuid.replaceAll("-", "").slice(0, 16),
    pd_id: `PD${digitsOf(uuid)}`,
  }),
  // 'Responded with an "OK" message.'
  success: () => "OK",
  unlisted: { verification_status: "7" },
  unsignedField: "extra_param1",
  // "Every 5 minutes until the target URL responds with OK".
  retry: { intervalsSeconds: [300], endless: true, isDone: (_, body) => body === "OK" },
};

/** A `pd_id`: the date and nine digits. */
function digitsOf(uuid: string): string {
  return BigInt(`0x${uuid.replaceAll("-", "")}`)
    .toString()
    .slice(0, 17)
    .padStart(17, "0");
}
