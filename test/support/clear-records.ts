import { clearRecords } from "./records.ts";

/** Runs once, before any test. */
export function setup(): void {
  clearRecords();
}
