import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { credentialText, headerText } from "../../../lib/authentication/credential-text.ts";
import { readCredentials, type SecretFault } from "../../../lib/authentication/unusable-secret.ts";

const schema = v.object({ token: credentialText });
const header = v.object({ token: headerText });

describe("credentialText", () => {
  it.each(["user:password", "12345678", "with a blank", "пользователь:пароль", "Ünïcödéd", "~!@#$%^&*"])(
    "is what a request can show: %j",
    (token) => {
      expect(readCredentials(schema, { token })).toEqual({ token });
    },
  );

  it.each<readonly [SecretFault, readonly string[]]>([
    ["white_space", ["user:pass\n", "user:password\r\n", " user:password", "user:password\t"]],
    ["white_space", ["\uFEFFuser:password", "          "]],
    ["unsendable_character", ["user:pass\nword", "user:pass\u0000word", "user:pass\u007Fword"]],
    ["unsendable_character", ["user:pass\tword", "user:pass\uD83Dword"]],
    ["too_short", ["1234567", ""]],
  ])("is refused with %s: %j", (reason, tokens) => {
    for (const token of tokens)
      expect(() => readCredentials(schema, { token })).toThrow(expect.objectContaining({ reason }));
  });
});

describe("headerText", () => {
  it.each(["a shared secret", "Ünïcödéd"])("is what a header carries as it stands: %j", (token) => {
    expect(readCredentials(header, { token })).toEqual({ token });
  });

  it.each<readonly [SecretFault, string]>([
    ["unsendable_character", "geheim-€-geheim"],
    ["unsendable_character", "пароль-пароль"],
    ["white_space", "a shared secret\n"],
    ["too_short", "1234567"],
  ])("is refused with %s: %j", (reason, token) => {
    expect(() => readCredentials(header, { token })).toThrow(expect.objectContaining({ reason }));
  });
});

describe("readCredentials", () => {
  it.each<readonly [SecretFault, unknown]>([
    ["not_json", undefined],
    ["field_missing", {}],
    ["field_missing", { replaceThisValue: "generated" }],
    ["field_missing", { token: 12345678 }],
    ["field_missing", "user:password"],
    ["field_missing", null],
  ])("says %s of %j, and nothing of what is in it", (reason, secret) => {
    const message = `the secret is unusable: ${reason}`;
    expect(() => readCredentials(schema, secret)).toThrow(expect.objectContaining({ reason, message }));
  });
});
