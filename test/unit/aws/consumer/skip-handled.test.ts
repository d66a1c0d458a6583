import { describe, expect, it } from "vitest";
import { skipHandled } from "../../../../lib/aws/consumer/skip-handled.ts";
import type { HandleMessage, HandleResult } from "../../../../lib/consumer/in-order.ts";

function setUp(result: HandleResult = "handled") {
  const handled: string[] = [];
  const handle: HandleMessage = async ({ body }) => {
    handled.push(body);
    return result;
  };
  return { handled, receive: skipHandled(handle) };
}

describe("a message that comes again", () => {
  it("is handled again if it was not handled", async () => {
    const { handled, receive } = setUp("retry");
    const message = { messageId: "m-1", body: "one" };
    expect([await receive(message), await receive(message)]).toEqual(["retry", "retry"]);
    expect(handled).toEqual(["one", "one"]);
  });

  it("is told from another with the same body, and from one without an id", async () => {
    const { handled, receive } = setUp();
    for (const messageId of ["m-1", "m-2", "m-1", "", ""]) await receive({ messageId, body: "one" });
    expect(handled).toHaveLength(4);
  });

  it("is known among the last ten thousand", async () => {
    const { handled, receive } = setUp();
    for (let index = 0; index <= 10_000; index += 1) await receive({ messageId: `m-${index}`, body: "" });
    handled.length = 0;
    await receive({ messageId: "m-1", body: "known" });
    await receive({ messageId: "m-0", body: "forgotten" });
    expect(handled).toEqual(["forgotten"]);
  });
});
