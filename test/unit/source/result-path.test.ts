import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { resultPath } from "../../../lib/source/result-path.ts";

const pathOf = (id: string | null) => resultPath`/sessions/${id}/checks`;

describe("resultPath", () => {
  it("puts ids into a path, a segment each", () => {
    expect(resultPath`/v2/${"a-1"}/runs/${"b 2"}`).toBe("/v2/a-1/runs/b%202");
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
    const anyId = fc.string({ unit: "binary", maxLength: 20 });
    const treacherous = fc.string({ unit: fc.constantFrom(..."/\\.%2e?#@:;\r\n é"), maxLength: 6 });
    const check = fc.property(fc.oneof(anyId, treacherous), (id) => {
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
