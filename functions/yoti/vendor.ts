import { randomUUID } from "node:crypto";
import * as v from "valibot";
import { stringifyJson } from "../../lib/json.ts";
import type { Vendor } from "../../lib/vendor.ts";

const credentials = v.object({ token: v.string() });

export const vendor: Vendor = {
  defaultExample: "session-completion",
  createCredentials() {
    const token = `yoti:${randomUUID()}`;
    return { stored: { token }, held: { token } };
  },
  createRequest(body, held) {
    const { token } = v.parse(credentials, held);
    return {
      path: "",
      headers: {
        "content-type": "application/json",
        authorization: `Basic ${Buffer.from(token, "utf8").toString("base64")}`,
      },
      body: stringifyJson(body),
    };
  },
  about: (body, uuid) => ({ ...body, session_id: uuid }),
  // Neither repeats nor accepted codes are published; a receiver has to live with a single attempt.
  retry: { intervalSeconds: 0, attempts: 1, isDone: () => true },
};
