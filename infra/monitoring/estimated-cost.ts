const gbSecond = 13.3334;

/**
 * Dollars a million in us-east-1, read 2026-11-21 (SNS 2026-09-15), and what a new notification is taken to need with one
 * consumer. docs/operating.md, section 7, has the sources.
 */
export const billed = [
  { unit: "requests", price: 1, estimated: 1 },
  { unit: "invocations", price: 0.2, estimated: 1 },
  // A quarter of a GB for 32 ms.
  { unit: "gbSeconds", price: gbSecond, estimated: 0.008 },
  { unit: "readUnits", price: 0.125, estimated: 0.5 },
  { unit: "writeUnits", price: 0.625, estimated: 1 },
  { unit: "sends", price: 0.5, estimated: 1 },
  { unit: "publishes", price: 0.3, estimated: 0 },
  { unit: "deliveries", price: 0.01, estimated: 0 },
  { unit: "logBytes", price: 0.000_5, estimated: 208 },
] as const;

export type Usage = Readonly<Record<(typeof billed)[number]["unit"], number>>;

const withoutTime = billed.filter(({ unit }) => unit !== "gbSeconds");
const platformLogsDollars = 0.25;
const accessLogsDollars = 0.1;

export interface CostSettings {
  readonly platformLogs: boolean;
  readonly accessLogs: boolean;
}

/** US dollars for a new notification at list prices, without the function's time. It is an estimate. */
export function dollarsPerNotification({ platformLogs, accessLogs }: CostSettings): number {
  const logs = (platformLogs ? platformLogsDollars : 0) + (accessLogs ? accessLogsDollars : 0);
  return withoutTime.reduce((sum, { price, estimated }) => sum + price * estimated, logs) / 1_000_000;
}

/** US dollars for a millisecond of a function's time at list prices. */
export function dollarsPerMillisecond(memoryMb: number): number {
  return ((memoryMb / 1024) * gbSecond) / 1_000_000_000;
}
