import { findPackageJSON } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import * as v from "valibot";

/** Loads a file that fauxqs does not export. `npm start` fails if a version moves it. */
export async function loadFauxqsModule<Schema extends v.GenericSchema>(
  file: string,
  schema: Schema,
): Promise<v.InferOutput<Schema>> {
  const manifest = findPackageJSON("fauxqs", import.meta.url);
  if (manifest === undefined) throw new Error("fauxqs is not installed");
  const loaded: unknown = await import(pathToFileURL(join(dirname(manifest), file)).href);
  return v.parse(schema, loaded);
}
