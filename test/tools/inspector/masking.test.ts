import { generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createMask, maskText, maxKept, maxShown } from "../../../infra/inspector/masking.ts";
import { valuesOfSecret } from "../../../infra/inspector/secret-spellings.ts";
import { isJsonObject, textOf } from "../../../lib/json/json.ts";
import { jsonText } from "../../unit/arbitraries.ts";
import { jsonValue } from "../../unit/json/json-value.ts";

/** Each secret is a hundred patterns to make. */
const numRuns = 40;

/** Any text of eight characters or more, but for what has no bytes in UTF-8; no mask would be left if it held one. */
const secretText = fc
  .oneof(
    fc.string({ unit: "binary", minLength: 8, maxLength: 200 }),
    fc.stringMatching(/^[0-9a-f]{24,48}$/),
    fc.stringMatching(/^[\w+/=.:-]{8,100}$/),
  )
  .filter((text) => !text.includes("●"));

const escaped = (text: string) => JSON.stringify(text).slice(1, -1);
const fullyEscaped = (text: string) =>
  Array.from({ length: text.length }, (_, at) => text.charCodeAt(at).toString(16).padStart(4, "0"))
    .map((unit, at) => `\\u${at % 2 === 0 ? unit : unit.toUpperCase()}`)
    .join("");

/** How a secret may stand in a text, with how it is read again. Written apart from the code that looks for them. */
const spellings: Readonly<Record<string, (secret: string) => string>> = {
  "as it is": (secret) => secret,
  "in JSON": escaped,
  "in JSON in JSON in JSON": (secret) => escaped(escaped(escaped(secret))),
  "with every character escaped": fullyEscaped,
  "with every character escaped, in JSON": (secret) => escaped(fullyEscaped(secret)),
  "in an address": encodeURIComponent,
  "in an address in an address": (secret) => encodeURIComponent(encodeURIComponent(secret)),
  "in a form": (secret) => new URLSearchParams({ secret }).toString().slice("secret=".length),
  "in another case": (secret) => encodeURIComponent(secret).replaceAll(/%../g, (byte) => byte.toLowerCase()),
};

/** Every text in a value: strings, numbers and the names of members. */
function textsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (isJsonObject(value)) return Object.entries(value).flatMap(([name, one]) => [name, ...textsIn(one)]);
  const text = textOf(value);
  return text === undefined ? [] : [text];
}

/** A value somewhere in some JSON, as a member, an item, a name or by itself. */
function hiddenIn(value: fc.Arbitrary<string>): fc.Arbitrary<unknown> {
  return fc
    .tuple(jsonText, value, jsonText, fc.constantFrom("member", "name", "item", "deep", "alone"))
    .map(([before, text, after, place]) => {
      const [first, last] = [jsonValue(before), jsonValue(after)];
      if (place === "alone") return text;
      if (place === "item") return [first, text, last];
      if (place === "name") return { first, [text]: last };
      if (place === "deep") return { first, inner: { list: [{ text }] } };
      return { first, text, last };
    });
}

const masked = (value: unknown, ...secrets: string[]) => jsonValue(createMask(() => secrets)(value));

describe("a secret", () => {
  it.each(Object.entries(spellings))("%s, is nowhere in what leaves", (_, spell) => {
    const around = fc.string({ maxLength: 12 });
    const cases = fc
      .tuple(secretText, around, around)
      .chain(([secret, before, after]) =>
        hiddenIn(fc.constant(`${before}${spell(secret)}${after}`)).map((value) => ({ secret, value })),
      );
    fc.assert(
      fc.property(cases, ({ secret, value }) => {
        const texts = textsIn(masked(value, secret));
        expect(texts.filter((text) => text.includes(spell(secret)))).toEqual([]);
        expect(texts.some((text) => text.includes(maskText))).toBe(true);
      }),
      { numRuns },
    );
  });

  it.each(["base64", "base64url"] as const)(
    "in %s of any text, is in no bytes of what leaves",
    (encoding) => {
      const around = fc.string({ unit: "binary", maxLength: 7 });
      fc.assert(
        fc.property(secretText, around, around, (secret, before, after) => {
          const text = Buffer.from(`${before}${secret}${after}`).toString(encoding);
          for (const spelled of [text, escaped(text), encodeURIComponent(text)]) {
            const [shown = ""] = textsIn(masked(spelled, secret));
            const pieces = decodeURIComponent(shown.replaceAll("\\/", "/")).split(maskText);
            for (const piece of pieces)
              for (const shift of [0, 1, 2, 3])
                expect(Buffer.from(piece.slice(shift), encoding).includes(secret)).toBe(false);
            expect(pieces.length).toBeGreaterThan(1);
          }
        }),
        { numRuns },
      );
    },
  );

  it("of digits is found in a number", () => {
    expect(masked({ pin: 4711471147, list: [1.4711471147e30] }, "4711471147")).toEqual({
      pin: maskText,
      list: [`1.${maskText}e+30`],
    });
    expect(textsIn(masked(jsonValue("[12345678901234567890]"), "234567890123"))).toEqual([
      `1${maskText}4567890`,
    ]);
  });

  it("of one character is hidden as well", () => {
    expect(masked({ a: "xyz" }, "y")).toEqual({ a: `x${maskText}z` });
  });

  it("in PEM is hidden line by line, as it is and in base64", () => {
    const { privateKey } = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
    });
    const lines = privateKey.split("\n").filter((line) => line.length > 8 && !line.startsWith("-----"));
    const hex = (text: string) => Buffer.from(text).toString("hex");
    for (const text of [privateKey, JSON.stringify({ privateKey }), lines.join(""), ...lines]) {
      const [shown = ""] = textsIn(masked(text, privateKey));
      expect(lines.filter((line) => shown.includes(line))).toEqual([]);
      const [encoded = ""] = textsIn(masked(Buffer.from(text).toString("base64"), privateKey));
      const decoded = encoded.split(maskText).map((piece) => Buffer.from(piece, "base64").toString("hex"));
      expect(lines.filter((line) => decoded.some((piece) => piece.includes(hex(line))))).toEqual([]);
    }
  });

  it("of a name and a password hides each of them", () => {
    expect(masked("only the correct-horse", "username:correct-horse")).toBe(`only the ${maskText}`);
  });

  it.each([0, 100])(
    "that becomes known later is hidden from then on, in a text of %i more characters",
    (more) => {
      const secrets = ["first-secret"];
      const mask = createMask(() => secrets);
      const rest = ".".repeat(more);
      const text = `first-secret, second-secret${rest}`;
      for (let times = 0; times < 2; times += 1)
        expect(mask(text)).toBe(`"${maskText}, second-secret${rest}"`);
      secrets.push("second-secret");
      for (let times = 0; times < 2; times += 1) expect(mask(text)).toBe(`"${maskText}, ${maskText}${rest}"`);
      // What is no secret any more was one.
      secrets.shift();
      expect(mask(text)).toBe(`"${maskText}, ${maskText}${rest}"`);
    },
  );

  it("across the edge of a long text leaves nothing of itself", () => {
    const secret = "0123456789abcdefghijklmnopqrstuv";
    for (let inside = 0; inside <= secret.length; inside += 1) {
      const text = `${"·".repeat(maxShown - inside)}${fullyEscaped(secret)}${"·".repeat(40_000)}`;
      const [shown = ""] = textsIn(masked(text, secret));
      expect(shown.replaceAll("·", "")).toMatch(inside === 0 ? /^ … \(cut here\)$/ : /^●+ … \(cut here\)$/);
    }
  });
});

describe("what is called like a credential", () => {
  it.each(["signature", "api_key", "apiSecret", "Authorization", "password", "private-key"])(
    "is hidden as a member: %s",
    (name) => {
      expect(masked({ [name]: "anything", other: { [name]: 17 } })).toEqual({
        [name]: maskText,
        other: { [name]: maskText },
      });
    },
  );

  it("is hidden in a body that is text, however often it is escaped", () => {
    let text = '{ "a": 1, "signature" : "6f2d", "api_key":"k","b": "c"}';
    for (let times = 0; times < 4; times += 1) {
      const shown = masked(text);
      expect(shown).not.toMatch(/6f2d|"k/);
      expect(String(shown).split(maskText)).toHaveLength(3);
      text = JSON.stringify({ text });
    }
  });

  it.each([
    ["with an escaped slash, as PHP writes it", '"ab\\/cd=="'],
    ["with an escaped quote", '"ab\\"cd"'],
    ["with escaped letters", '"\\u0061b\\u0063d"'],
    ["with backslashes at its end", '"cd\\\\"'],
    ["a number", "-12.5e+3"],
  ])("is hidden to its end in a body that is text, however often it is escaped: %s", (_, value) => {
    const plain = `{"signature":${value},"b":"c"}`;
    expect(masked(plain)).toBe(`{"signature":"${maskText}","b":"c"}`);
    let text = plain;
    for (let times = 0; times < 4; times += 1) {
      text = JSON.stringify({ text });
      let shown = jsonValue(String(masked(text)));
      for (let read = 0; read < times; read += 1) shown = jsonValue(Object(shown).text);
      expect(shown).toEqual({ text: `{"signature":"${maskText}","b":"c"}` });
    }
  });

  it("is nothing that only begins so", () => {
    const value = { signature_type: "sha1", session_token: "t", text: '{"secretary":"Ann"}' };
    expect(masked(value)).toEqual(value);
  });
});

it("changes nothing else", () => {
  fc.assert(
    fc.property(jsonText, (text) => {
      const value = jsonValue(text);
      expect(createMask(() => ["a secret that is nowhere"])(value)).toBe(text);
    }),
  );
});

it("is found behind more backslashes than anybody escapes it with", () => {
  const text = `${"\\".repeat(40)}${fullyEscaped("a-secret-of-acme")} ${"\\".repeat(40)}a-secret-of-acme`;
  expect(String(masked(text, "a-secret-of-acme")).replaceAll(/[\\ ]/g, "")).toBe(`${maskText}${maskText}`);
});

it("takes no long time for a page full of backslashes, with as many secrets as vendors have", () => {
  const { privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  const mask = createMask(() => [privateKey]);
  for (let at = 0; at < 200; at += 1) expect(mask(`${at}${"\\".repeat(maxKept)}`)).toContain("cut here");
});

it("takes no long time for text that nearly fits", () => {
  const text = `${"\\".repeat(20_000)}${"%25".repeat(10_000)}${'"signature":"'.repeat(2000)}`;
  const secrets = [
    "\\".repeat(16),
    "%".repeat(16),
    `${"\\".repeat(8)}\n"\\\n\\/`,
    "25".repeat(10),
    "+".repeat(20),
  ];
  expect(masked(text, ...secrets)).toContain(maskText);
});

it("reads every value of a stored secret, or takes the whole for one", () => {
  expect(valuesOfSecret('{"a":"x","b":{"c":["y",12345678901234567890]}}')).toEqual([
    "x",
    "y",
    "12345678901234567890",
  ]);
  expect(valuesOfSecret("not json")).toEqual(["not json"]);
  expect(valuesOfSecret("1e5")).toEqual(["1e5"]);
});
