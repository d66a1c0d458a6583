import * as v from "valibot";
import { ledgerSchema } from "./ledger.ts";
import { measurementsSchema } from "./measurements.ts";

/** What the driver is told, once. */
export const orderSchema = v.object({
  /** Where the intake wrote its `endpoints.json`. */
  directory: v.string(),
  seconds: v.number(),
  connections: v.number(),
});
export type Order = v.InferOutput<typeof orderSchema>;

/** What ends the load before its time. */
export const stopMessage = "stop";

const loadSchema = v.object({
  /** From the first delivery on the clock to the last answer. */
  seconds: v.number(),
  warmUps: v.number(),
  handshakes: v.number(),
  /** How many processors the driver kept busy. */
  driverProcessors: v.number(),
  measurements: measurementsSchema,
  ledger: ledgerSchema,
});
export type Load = v.InferOutput<typeof loadSchema>;

/** What the driver says. */
export const reportSchema = v.variant("type", [
  v.object({ type: v.literal("started") }),
  v.object({ type: v.literal("progress"), seconds: v.number(), answered: v.number(), failed: v.number() }),
  v.object({ type: v.literal("finished"), load: loadSchema }),
]);
export type Report = v.InferOutput<typeof reportSchema>;
export type Progress = Extract<Report, { type: "progress" }>;
