import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as v from "valibot";
import type { VendorContract } from "../../lib/source/contract.ts";
import { UsageError } from "../command-line/usage-error.ts";
import { projectDirectory } from "../project.ts";

const isContract = (value: unknown): value is VendorContract =>
  typeof value === "object" && value !== null && "fields" in value;
const moduleSchema = v.object({ contract: v.custom<VendorContract>(isContract) });

/** What `functions/<id>/contract.ts` says of a source. */
export async function loadContract(source: string): Promise<VendorContract> {
  const path = `functions/${source}/contract.ts`;
  const file = join(projectDirectory, path);
  if (!existsSync(file))
    throw new UsageError(`${path} is missing: it says what the fields of its events mean`);
  const module: unknown = await import(pathToFileURL(file).href);
  return v.parse(moduleSchema, module).contract;
}
