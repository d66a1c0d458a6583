import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { resultPath } from "../../../lib/source/result-path.ts";

const pathOf = (id: string | null) => resultPath`/sessions/${id}/checks`;

describe("resultPath", () => {
  it("puts ids into a path, a segment each", () => {
    expect(resultPath`/v2/${"a-1"}/runs/${"b 2"}`).toBe("/v2/a-1/runs/b%202");
  });

  it.each([
    ["a slash", "a/b", "/sessions/a%2Fb/checks"],
    ["the way up", "../x", "/sessions/..%2Fx/checks"],
    ["a query", "a?b=c#d", "/sessions/a%3Fb%3Dc%23d/checks"],
    ["an encoded way up", "%2e%2e", "/sessions/%252e%252e/checks"],
    ["another host", "//evil.example", "/sessions/%2F%2Fevil.example/checks"],
    ["a line break", "a\r\nb", "/sessions/a%0D%0Ab/checks"],
    ["letters outside ASCII", "é", "/sessions/%C3%A9/checks"],
  ])("encodes %s", (_, id, path) => {
    expect(pathOf(id)).toBe(path);
  });

  it.each([
    ["no id", null],
    ["an empty id", ""],
    ["the way to itself", "."],
    ["the way up", ".."],
    ["half of a surrogate pair", "a\ud800"],
    ["an id without an end", "x".repeat(257)],
  ])("gives none for %s", (_, id) => {
    expect(pathOf(id)).toBeUndefined();
  });

  it("gives a URL parser the same segments, whatever the id", () => {
    const check = fc.property(fc.string({ unit: "binary", maxLength: 20 }), (id) => {
      const path = pathOf(id);
      if (path === undefined) return;
      const { host, pathname, search, hash } = new URL(path, "https://vendor.example");
      expect([host, search, hash]).toEqual(["vendor.example", "", ""]);
      expect(pathname.split("/")).toEqual(["", "sessions", encodeURIComponent(id), "checks"]);
      expect(decodeURIComponent(pathname.split("/")[2] ?? "")).toBe(id);
    });
    fc.assert(check);
  });
});
