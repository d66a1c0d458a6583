import { describe, expect, it } from "vitest";
import { isRecord, NumberText, readJson, tryReadJson } from "../../../infra/inspector/page/json-reading.ts";

describe("the page's reading of JSON", () => {
  it.each(["12345678901234567890", "100.0", "1e3", "-0", "0.10"])("keeps the characters of %s", (text) => {
    expect(readJson(`{"number":${text}}`)).toEqual({ number: new NumberText(text) });
  });

  it.each([0, 7, -1.5, 100])("leaves %s a number", (number) => {
    expect(readJson(JSON.stringify([number]))).toEqual([number]);
  });

  it("tells a text that is no JSON from one that says null", () => {
    expect(tryReadJson("null")).toEqual({ value: null });
    expect(tryReadJson('{"cut off')).toBeUndefined();
  });

  it("takes neither a list nor a kept number for an object with fields", () => {
    expect([{}, [], null, "", new NumberText("1.0")].map(isRecord)).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});
