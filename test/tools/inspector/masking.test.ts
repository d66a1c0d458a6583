import { generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createMask, maskText, maxShown, valuesOfSecret } from "../../../infra/inspector/masking.ts";
import { jsonText } from "../../unit/arbitraries.ts";
import { jsonValue } from "../../unit/json/json-value.ts";

const masked = (value: unknown, ...secrets: string[]) => jsonValue(createMask(() => secrets)(value));
const secretText = fc.stringMatching(/^[\w+/=.:-]{8,100}$/);

describe("a secret", () => {
  it("is nowhere in what leaves, whatever holds it", () => {
    const around = fc.string({ maxLength: 12 });
    fc.assert(
      fc.property(secretText, around, around, jsonText, (secret, before, after, other) => {
        for (const spelled of [secret, Buffer.from(secret).toString("base64")]) {
          const text = `${before}${spelled}${after}`;
          const value = { text, list: [[text]], [text]: jsonValue(other), inner: { text } };
          expect(createMask(() => [secret])(value)).not.toContain(spelled);
        }
      }),
    );
  });

  it("of digits is found in a number, and one of one character everywhere", () => {
    expect(masked({ pin: 4711471147 }, "4711471147")).toEqual({ pin: maskText });
    expect(masked({ a: "xyz" }, "y")).toEqual({ a: `x${maskText}z` });
  });

  it("that contains another one is hidden whole", () => {
    expect(masked("secret-of-acme", "secret", "secret-of-acme")).toBe(maskText);
  });

  it("in PEM is hidden line by line", () => {
    const { privateKey } = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
    });
    const lines = privateKey.split("\n").filter((line) => line.length > 8 && !line.startsWith("-----"));
    for (const text of [privateKey, JSON.stringify({ privateKey }), ...lines]) {
      const shown = String(masked(text, privateKey));
      expect(lines.filter((line) => shown.includes(line))).toEqual([]);
    }
  });

  it("across the edge of a long text leaves nothing of itself", () => {
    const secret = "0123456789abcdefghijklmnopqrstuv";
    for (let inside = 0; inside <= secret.length; inside += 1) {
      const text = `${secret}${"·".repeat(maxShown - secret.length - inside)}${secret}${"·".repeat(40_000)}`;
      const shown = String(masked(text, secret)).replaceAll("·", "");
      expect(shown).toBe(`${maskText}${inside === 0 ? "" : maskText} … (cut here)`);
    }
  });
});

describe("a member with the name of a credential", () => {
  it.each(["signature", "api_key", "apiSecret", "Authorization", "password", "private-key"])(
    "is hidden: %s",
    (name) => {
      expect(masked({ [name]: "anything", other: { [name]: 17 } })).toEqual({
        [name]: maskText,
        other: { [name]: maskText },
      });
    },
  );

  it.each([
    ["plain", '"ab"'],
    ["with an escaped slash, as PHP writes it", '"ab\\/cd=="'],
    ["with an escaped quote", '"ab\\"cd"'],
    ["with backslashes at its end", '"cd\\\\"'],
  ])("is hidden to its end in a body that is text: %s", (_, value) => {
    expect(masked(`{ "signature" : ${value},"b":"c"}`)).toBe(`{ "signature" : "${maskText}","b":"c"}`);
  });

  it("is hidden where the text is cut off", () => {
    const shown = String(masked(`{"a":"${"·".repeat(maxShown - 30)}","signature":"${"6f2d".repeat(5000)}"}`));
    expect(shown).not.toContain("6f2d");
  });

  it("is not one that only begins so", () => {
    const value = { signature_type: "sha1", session_token: "t", text: '{"secretary":"Ann"}' };
    expect(masked(value)).toEqual(value);
  });
});

it("changes nothing else", () => {
  fc.assert(
    fc.property(jsonText, (text) => {
      expect(createMask(() => ["a secret that is nowhere"])(jsonValue(text))).toBe(text);
    }),
  );
});

it("takes little time for texts that nearly fit", () => {
  const text = `${'"signature":"\\'.repeat(1500)}${'"signature"          '.repeat(500)}`;
  for (let times = 0; times < 200; times += 1)
    expect(masked(`${times}${text}`, "\\".repeat(16))).toContain(maskText);
});

it("reads every value of a stored secret, or takes the whole for one", () => {
  const values = ["x", "y", "12345678901234567890"];
  expect(valuesOfSecret('{"a":"x","b":{"c":["y",12345678901234567890]}}')).toEqual(values);
  expect(["not json", "1e5"].map(valuesOfSecret)).toEqual([["not json"], ["1e5"]]);
});
