import { LambdaClient, type LambdaClientConfig } from "@aws-sdk/client-lambda";
import { describe, expect, it } from "vitest";
import { createReplay } from "../../../infra/replay/replay-functions.ts";
import { fault, forThisTest, startWire, success, type WireResponse } from "../../unit/aws/wire.ts";

const thrown = (errorType: string): WireResponse => ({
  ...success({ errorType, errorMessage: "a canary" }),
  headers: { "x-amz-function-error": "Unhandled" },
});
const request = { quarantined: "the message", dryRun: true, accepted: false };

async function setUp(response: WireResponse, changed: LambdaClientConfig = {}) {
  const wire = await startWire(() => response);
  const client = forThisTest(new LambdaClient({ ...wire.clientSettings, ...changed }));
  const functionOf = (source: string) => (source === "sample" ? "the-function" : undefined);
  return { wire, replay: createReplay(client, functionOf) };
}

describe("a source's function", () => {
  it("is invoked with the message as it is, and with nothing beside it", async () => {
    const receipt = { outcome: "accepted", event: "e-1", tableFault: "TimeoutError" };
    const { wire, replay } = await setUp(success(receipt));
    expect(await replay("sample", request)).toEqual(receipt);
    expect(wire.calls.map(({ input }) => input)).toEqual([{ replay: request }]);
  });

  it.each(["other", "constructor", ""])("is not there for %o", async (source) => {
    const { wire, replay } = await setUp(success());
    expect(await replay(source, request)).toEqual({ outcome: "unreadable" });
    expect(wire.calls).toEqual([]);
  });

  it.each([
    ["throttles", fault("TooManyRequestsException", 429), "TooManyRequestsException"],
    ["is gone", fault("ResourceNotFoundException", 404), "ResourceNotFoundException"],
    // Its message may quote the delivery.
    ["throws", thrown("Range\nError"), "FunctionError RangeError"],
    ["times out", thrown("Sandbox.Timedout"), "FunctionError Sandbox.Timedout"],
    ["answers something else", success({ statusCode: 401 }), "the function does not know replays"],
  ])("has failed if it %s, by the name of the fault alone", async (_, response, cause) => {
    const { replay } = await setUp(response);
    expect(await replay("sample", request)).toEqual({ outcome: "failed", cause });
  });

  it("fails with the system's error code if nothing listens", async () => {
    // Nothing listens on port 1 (RFC 1700).
    const { replay } = await setUp(success(), { endpoint: "http://127.0.0.1:1" });
    expect(await replay("sample", request)).toEqual({ outcome: "failed", cause: "ECONNREFUSED" });
  });
});
