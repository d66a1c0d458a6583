import type { JsonObject } from "../../lib/json/json.ts";
import type { VendorContract } from "../../lib/source/contract.ts";
import type { Vendor } from "../../lib/source/define-vendor.ts";
import { UsageError } from "../command-line/usage-error.ts";
import { findUnpublished, listFields, objectOf } from "./fields.ts";
import { convertSchema } from "./json-schema.ts";
import { publishedScalars } from "./scalars.ts";

/** What a source understands of a path and a body: the input of its payload's schema. */
export function describePayload(source: Vendor, contract: VendorContract) {
  const payload = convertSchema(source.payload, "input", publishedScalars);
  const { path, body } = objectOf(payload.properties);
  return { path: objectOf(path), body: replaceFields(source.id, objectOf(body), contract.body ?? {}) };
}

/** Fields that the code transforms before it judges them are published as the source's contract has them. */
function replaceFields(
  id: string,
  body: JsonObject,
  replacements: Readonly<Record<string, JsonObject>>,
): JsonObject {
  const properties = objectOf(body.properties);
  const surplus = Object.keys(replacements).filter((name) => !Object.hasOwn(properties, name));
  if (surplus.length > 0) throw new UsageError(`${id} reads no field ${surplus.join(", ")} of the body`);
  const replaced = { ...body, properties: { ...properties, ...replacements } };
  const unpublished = findUnpublished(replaced);
  if (unpublished.length > 0 || listFields(replaced).length === 0)
    throw new UsageError(
      `functions/${id}/contract.ts has to say what the body's ${unpublished.join(", ") || "fields"} may be`,
    );
  return replaced;
}
