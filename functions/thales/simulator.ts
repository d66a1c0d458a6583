import { randomBytes } from "node:crypto";
import * as v from "valibot";
import { stringifyJson, textOf } from "../../lib/json/json.ts";
import type { Simulator } from "../../lib/source/simulator.ts";

const credentials = v.object({ secret: v.string() });

export const simulator: Simulator = {
  defaultExample: "custom-rejected",
  createCredentials() {
    const secret = randomBytes(24).toString("hex");
    return { ourSide: { secret }, vendorSide: { secret } };
  },
  createRequest(body, vendorSide) {
    const { secret } = v.parse(credentials, vendorSide);
    return {
      path: "",
      // The page's example has an empty correlation id.
      headers: {
        accept: "application/json",
        secret,
        "content-type": "application/json",
        "x-correlation-id": "",
      },
      body: stringifyJson(body),
    };
  },
  about: (body, uuid) => ({ ...body, ImageId: uuid.replaceAll("-", "").slice(0, 16) }),
  success: ({ ImageId }) => JSON.stringify({ CardImageId: textOf(ImageId) ?? "", Success: "True" }),
  unlisted: { ImageState: "Referred" },
  // "Periodically", until a 200. No interval is published.
  retry: { intervalsSeconds: [300], endless: true, isDone: (status) => status === 200 },
};
