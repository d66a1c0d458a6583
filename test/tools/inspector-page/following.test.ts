import { describe, expect, it } from "vitest";
import { createFollowing } from "../../../infra/inspector/page/following.ts";
import { aView } from "./a-view.ts";

describe("the deliveries that a person waits for", () => {
  it("are as many as were asked for, of that source", () => {
    const following = createFollowing();
    following.expect({ source: "a", example: "one", kind: "repeated" });
    const arriving = [aView("1", { source: "b" }), aView("2"), aView("3"), aView("4")];
    expect(arriving.map(following.isExpected)).toEqual([false, true, true, false]);
  });

  it("are none once a person has chosen another", () => {
    const following = createFollowing();
    following.expect({ source: "a", example: "one", kind: "valid" });
    following.forget();
    expect(following.isExpected(aView("1"))).toBe(false);
  });
});
