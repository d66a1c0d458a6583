import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { projectDirectory } from "../../infra/project.ts";
import { anyKey, anyText, headerValue, jsonText, nearlyJson } from "./arbitraries.ts";

/** Bytes, text and JSON of all kinds. */
export const anyBody: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 64 }),
  fc.oneof(nearlyJson, jsonText, anyText).map((text) => Buffer.from(text, "utf8")),
);

/** Headers that prove nothing, those that credentials come in among them. */
export const anyHeaders = fc.dictionary(
  fc.oneof(
    fc.constantFrom("authorization", "secret", "content-type", "x-correlation-id", "x-forwarded-for"),
    anyKey,
  ),
  fc.oneof(
    headerValue,
    anyText,
    fc
      .tuple(fc.constantFrom("Basic", "Bearer", "bearer:", "Digest"), headerValue)
      .map((words) => words.join(" ")),
  ),
  { maxKeys: 5 },
);

export const anyPath = fc.oneof(
  fc.constant({}),
  fc.record({ requestId: fc.oneof(anyText, fc.constantFrom("", "/", "r-1", "a/b/", "x".repeat(257))) }),
);

/** One of the source's examples, with some fields of any other value, some removed and some added. */
export function bodyOf(source: string): fc.Arbitrary<Uint8Array> {
  const directory = join(projectDirectory, "functions", source, "examples");
  const examples = readdirSync(directory).map((name) =>
    Object.entries<unknown>(JSON.parse(readFileSync(join(directory, name), "utf8"))),
  );
  const fields = [...new Set(examples.flat().map(([field]) => field))];
  const changes = fc.array(
    fc.tuple(
      fc.oneof({ arbitrary: fc.constantFrom(...fields), weight: 3 }, anyKey),
      fc.option(jsonText, { nil: undefined }),
    ),
    { maxLength: 4 },
  );
  return fc.tuple(fc.constantFrom(...examples), changes).map(([example, changed]) => {
    const members = new Map(example.map(([field, value]) => [field, JSON.stringify(value)]));
    for (const [field, text] of changed)
      if (text === undefined) members.delete(field);
      else members.set(field, text);
    return Buffer.from(
      `{${[...members].map(([field, text]) => `${JSON.stringify(field)}:${text}`).join(",")}}`,
    );
  });
}
