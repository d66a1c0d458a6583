import fc from "fast-check";

/** Unpaired surrogates, non-characters, quotes, separators. */
const oddUnits = [0xd800, 0xdbff, 0xdc00, 0xdfff, 0xfffd, 0xfffe, 0xffff, 0x0000, 0x0022, 0x005c, 0x003a];

/** Any JavaScript string, well-formed or not. */
export const anyText = fc
  .array(fc.oneof(fc.constantFrom(...oddUnits), fc.integer({ min: 0, max: 0xffff })), { maxLength: 16 })
  .map((units) => String.fromCharCode(...units));

/** RFC 9110, section 5.5, as Node gives it. */
export const headerValue = fc.string({
  unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)),
});

/** RFC 8259, section 6. */
export const jsonNumber = fc.stringMatching(/^-?(0|[1-9]\d{0,24})(\.\d{1,20})?([eE][+-]?\d{1,3})?$/);

const jsonString = anyText.map((text) => JSON.stringify(text.replaceAll(/[\uFFFE\uFFFF]/g, "")));
/** No backslash: V8 12.8 to 14.6 confuses escaped keys (https://github.com/nodejs/node/issues/63785). */
export const anyKey = anyText.map((text) => text.replaceAll("\\", ""));
/** An object would move an array index to its front. */
const jsonKey = anyKey.map((text) => JSON.stringify(`k${text.replaceAll(/[\uFFFE\uFFFF]/g, "")}`));

const jsonTexts = fc.letrec<{ value: string; list: string; object: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    jsonNumber,
    jsonString,
    fc.constantFrom("null", "true", "false"),
    tie("list"),
    tie("object"),
  ),
  list: fc.array(tie("value"), { maxLength: 4 }).map((items) => `[${items.join(",")}]`),
  object: fc
    .uniqueArray(fc.tuple(jsonKey, tie("value")), { maxLength: 4, selector: ([key]) => key })
    .map((members) => `{${members.map(([key, value]) => `${key}:${value}`).join(",")}}`),
}));

/** JSON without white space and unnecessary escapes. */
export const jsonText = jsonTexts.value;

/** JSON's tokens in any order, sometimes valid. */
export const nearlyJson = fc
  .array(fc.constantFrom(...'[]{}",:\\ 019.eE+-', "true", "null", '"a":', "\n", "\u0000", "é"), {
    maxLength: 12,
  })
  .map((pieces) => pieces.join(""));
