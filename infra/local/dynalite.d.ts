declare module "dynalite" {
  import type { Server } from "node:http";

  /** An in-memory DynamoDB; tables change state after the given milliseconds. */
  export default function dynalite(options: { createTableMs?: number; deleteTableMs?: number }): Server;
}
