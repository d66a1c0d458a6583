import { LambdaClient } from "@aws-sdk/client-lambda";
import { describe, expect, it } from "vitest";
import { createReplay } from "../../../infra/replay/replay-functions.ts";
import { forThisTest, startWire, success, type WireResponse } from "../../unit/aws/wire.ts";

const request = { quarantined: "the message", dryRun: true, accepted: false };

async function setUp(response: WireResponse) {
  const wire = await startWire(() => response);
  const client = forThisTest(new LambdaClient(wire.settings));
  return { wire, replay: createReplay(client, { sample: "the-function" }) };
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

  it("is told of by the type of its error alone, whose message may quote the delivery", async () => {
    const body = { errorType: "Range\nError", errorMessage: "a canary" };
    const { replay } = await setUp({ status: 200, body, headers: { "x-amz-function-error": "Unhandled" } });
    expect(await replay("sample", request)).toEqual({ outcome: "failed", cause: "FunctionError RangeError" });
  });

  it("fails with the system's error code if nothing listens", async () => {
    // Nothing listens on port 1 (RFC 1700).
    const endpoint = "http://127.0.0.1:1";
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    const client = forThisTest(
      new LambdaClient({ endpoint, region: "us-east-1", credentials, maxAttempts: 1 }),
    );
    const replay = createReplay(client, { sample: "the-function" });
    expect(await replay("sample", request)).toEqual({ outcome: "failed", cause: "ECONNREFUSED" });
  });
});
