import fc from "fast-check";
import type { VendorId } from "../../../functions/vendors.ts";
import { listExamples, readExample } from "../../../infra/simulators/simulators.ts";
import { stringifyJson } from "../../../lib/json/json.ts";
import { anyText, jsonText, nearlyJson } from "../../unit/arbitraries.ts";
import { type Change, changesOf } from "./body-changes.ts";
import { type Member, membersOf, type Written } from "./members.ts";
import { type Signing, sign, signatureMembers, signedNames } from "./pipwave-signature.ts";
import { anyWrapping, plain } from "./wrappings.ts";

/** A body with the facts from its making. */
export interface Body extends Written {
  /** The vendor signed this before any change. */
  readonly signing?: Signing | undefined;
  /** A published example, a changed one, or unknown bytes. */
  readonly kind: "published" | "changed" | "strange";
}

/** Bytes, text and JSON of all kinds. */
const anyBytes: fc.Arbitrary<Buffer> = fc.oneof(
  fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes)),
  fc.oneof(nearlyJson, jsonText, anyText).map((text) => Buffer.from(text, "utf8")),
);

/** Bodies from the vendor, an attacker with a copy, or a stranger. */
export function bodiesOf(source: VendorId): fc.Arbitrary<Body> {
  const examples = listExamples(source).map((name) => membersOf(stringifyJson(readExample(source, name))));
  const strange = anyBytes.map((bytes) => ({ bytes, members: undefined, kind: "strange" as const }));
  return fc.oneof({ arbitrary: vendorBodies(source, examples), weight: 9 }, strange);
}

function vendorBodies(source: VendorId, examples: readonly Member[][]): fc.Arbitrary<Body> {
  const all = examples.flat();
  const fields = [...new Set(all.map(({ name }) => name))];
  const values = [...new Set(all.map(({ value }) => value))];
  const changes = changesOf([...fields, ...ownFields(source)], values, 3);
  const none: fc.Arbitrary<Change[]> = fc.constant([]);
  return fc
    .record({
      example: fc.constantFrom(...examples),
      before: fc.oneof(none, changes),
      signing: signingOf(source),
      after: fc.oneof({ arbitrary: none, weight: 2 }, changes),
      wrapping: anyWrapping(fields),
    })
    .map(({ example, before, signing, after, wrapping }) => {
      const written = apply(before, example);
      const signed = signing?.(written);
      const members = apply(after, [...written, ...(signed ? signatureMembers(signed) : [])]);
      const isPublished = before.length + after.length === 0 && wrapping === plain;
      return { ...wrapping(members), kind: isPublished ? "published" : "changed", signing: signed };
    });
}

function apply(changes: readonly Change[], members: readonly Member[]): readonly Member[] {
  return changes.reduce((before, change) => change(before), members);
}

/** The vendor that signs its bodies. */
function signingOf(source: VendorId): fc.Arbitrary<((members: readonly Member[]) => Signing) | undefined> {
  if (source !== "pipwave") return fc.constant(undefined);
  return fc
    .record({
      pair: fc.constantFrom(0, 1),
      leftOut: fc.oneof(fc.constant([]), fc.subarray([...signedNames])),
      scoreDigits: fc.constantFrom(undefined, undefined, undefined, 3, 11, 12, 12, 14, 14, 16),
    })
    .map((choices) => (members: readonly Member[]) => sign(members, choices));
}

function ownFields(source: VendorId): readonly string[] {
  return source === "pipwave" ? [...signedNames, "signature", "api_key"] : [];
}
