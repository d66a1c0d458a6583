declare module "dynalite" {
  import type { Server } from "node:http";

  /** An in-memory DynamoDB. */
  // biome-ignore lint/style/noDefaultExport: this is how the package exports it.
  export default function dynalite(options: { createTableMs?: number; deleteTableMs?: number }): Server;
}
