import { describe, expect, it } from "vitest";
import { ask } from "../support/inspector-client.ts";
import { useLocalIntake } from "../support/local-intake.ts";

const intake = useLocalIntake();
const endpoints = () => intake.running().endpoints;

describe("the local AWS endpoint", () => {
  it.each([
    ["sends what any website may send", "POST", { origin: "https://evil.example" }],
    ["is in a sandbox", "POST", { origin: "null" }],
    ["has a name that points here", "POST", { origin: "http://evil.example", host: "evil.example" }],
    ["is given away by the browser", "POST", { "sec-fetch-site": "cross-site" }],
    // Browsers name the origin only with other methods.
    ["reads by a name that points here", "GET", { host: "evil.example" }],
    ["asks whether it may", "OPTIONS", { "access-control-request-headers": "x-amz-target" }],
  ])("turns away a website in a browser on this computer that %s", async (_, method, headers) => {
    const { aws, relayFunction } = endpoints();
    for (const [path, target] of [
      ["/", { "x-amz-target": "secretsmanager.ListSecrets" }],
      [`/2015-03-31/functions/${relayFunction}/invocations`, {}],
    ] as const) {
      const body = method === "GET" ? undefined : "{}";
      const refused = await ask(`${aws}${path}`, method, { ...headers, ...target }, body);
      expect([refused.status, refused.body]).toEqual([403, expect.not.stringContaining("{")]);
      // The same request outside a browser works.
      expect((await ask(`${aws}${path}`, "POST", target, "{}")).status).toBe(200);
    }
  });
});
