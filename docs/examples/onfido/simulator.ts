import { createHmac, randomBytes } from "node:crypto";
import * as v from "valibot";
import { isJsonObject, type JsonObject, stringifyJson } from "../../../lib/json/json.ts";
import type { Simulator } from "../../../lib/source/simulator.ts";

const credentials = v.object({ token: v.string() });

// `check-completed` and `workflow-task-started` are from the vendor's tests (github.com/onfido/onfido-node,
// test/*-webhook-event-verifier.test.ts). `workflow-run-approved` follows the library's types: no page shows one.

export const simulator: Simulator = {
  defaultExample: "workflow-run-approved",
  createCredentials() {
    // 32 characters, like the vendor's test tokens.
    const token = randomBytes(24).toString("base64url");
    return { ourSide: { token }, vendorSide: { token } };
  },
  createRequest(body, vendorSide) {
    const { token } = v.parse(credentials, vendorSide);
    const text = stringifyJson(body);
    const signature = createHmac("sha256", token).update(text, "utf8").digest("hex");
    return {
      path: "",
      headers: { "content-type": "application/json", "x-sha2-signature": signature },
      body: text,
    };
  },
  about(body, uuid) {
    const { payload } = body;
    return isJsonObject(payload) ? { ...body, payload: withSubject(payload, uuid) } : body;
  },
  success: () => "",
  // "An HTTP 20x response within 10 seconds" ends it. No page names the retries.
  retry: { intervalsSeconds: [], isDone: (status) => status >= 200 && status < 210 },
};

/** A task belongs to another run. Other objects are the subject. */
function withSubject(payload: JsonObject, uuid: string): JsonObject {
  const { object } = payload;
  if (!isJsonObject(object)) return payload;
  const subject = "workflow_run_id" in object ? "workflow_run_id" : "id";
  return { ...payload, object: { ...object, [subject]: uuid } };
}
