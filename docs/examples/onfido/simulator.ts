import { createHmac, randomBytes } from "node:crypto";
import * as v from "valibot";
import { isJsonObject, type JsonObject, stringifyJson } from "../../../lib/json/json.ts";
import type { Simulator } from "../../../lib/source/simulator.ts";

const credentials = v.object({ token: v.string() });

// Of the examples, `check-completed` and `workflow-task-started` are out of the tests of the vendor's own library
// (github.com/onfido/onfido-node, test/*-webhook-event-verifier.test.ts). No page that we found shows a workflow run:
// `workflow-run-approved` is put together after the library's types.

export const simulator: Simulator = {
  defaultExample: "workflow-run-approved",
  createCredentials() {
    // 32 characters, as the tokens in the vendor's tests have.
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
  // "An HTTP 20x response within 10 seconds" ends it. We found no page that says when and how often it is sent again.
  retry: { intervalsSeconds: [], isDone: (status) => status >= 200 && status < 210 },
};

/** A task is of another run; anything else is another one itself. */
function withSubject(payload: JsonObject, uuid: string): JsonObject {
  const { object } = payload;
  if (!isJsonObject(object)) return payload;
  const subject = "workflow_run_id" in object ? "workflow_run_id" : "id";
  return { ...payload, object: { ...object, [subject]: uuid } };
}
