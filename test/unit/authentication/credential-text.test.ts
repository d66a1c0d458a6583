import * as v from "valibot";
import { expect, it } from "vitest";
import { credentialText, headerText } from "../../../lib/authentication/credential-text.ts";
import { readCredentials, type SecretFault } from "../../../lib/authentication/unusable-secret.ts";

const schema = v.object({ token: credentialText });
const header = v.object({ token: headerText });

it.each<readonly [v.GenericSchema, readonly string[]]>([
  [schema, ["user:password", "12345678", "with a blank", "пользователь:пароль", "Ünïcödéd", "~!@#$%^&*"]],
  [header, ["a shared secret", "Ünïcödéd"]],
])("a credential is what a request can show (%#): %j", (fields, tokens) => {
  for (const token of tokens) expect(readCredentials(fields, { token })).toEqual({ token });
});

it.each<readonly [SecretFault, v.GenericSchema, readonly unknown[]]>([
  ["white_space", schema, ["user:pass\n", "user:password\r\n", " user:password", "user:password\t"]],
  ["white_space", schema, ["\uFEFFuser:password", "          "]],
  ["unsendable_character", schema, ["user:pass\nword", "user:pass\u0000word", "user:pass\u007Fword"]],
  ["unsendable_character", schema, ["user:pass\tword", "user:pass\uD83Dword"]],
  ["too_short", schema, ["1234567", ""]],
  ["field_missing", schema, [undefined, null, 12345678]],
  ["unsendable_character", header, ["geheim-€-geheim", "пароль-пароль"]],
  ["white_space", header, ["a shared secret\n"]],
  ["too_short", header, ["1234567"]],
])("a credential is refused with %s (%#)", (reason, fields, tokens) => {
  for (const token of tokens)
    expect(() => readCredentials(fields, { token }), String(token)).toThrow(
      expect.objectContaining({ reason }),
    );
});
