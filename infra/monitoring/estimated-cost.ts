/** Dollars a million in us-east-1, read 2026-11-21. docs/operating.md, section 7, has the sources. */
const prices = {
  httpApi: 1.0,
  lambdaRequest: 0.2,
  check: 0.0625,
  record: 0.625,
  send: 0.5,
  /** 208 bytes. */
  line: 0.104,
  platformLogs: 0.25,
  accessLogs: 0.1,
};
const dollarsPerGbSecond = 0.0000133334;

export interface CostSettings {
  readonly platformLogs: boolean;
  readonly accessLogs: boolean;
}

/** US dollars for a new notification at list prices, without the function's time. It is an estimate. */
export function dollarsPerNotification(settings: CostSettings): number {
  const { httpApi, lambdaRequest, check, record, send, line } = prices;
  const logs =
    line + (settings.platformLogs ? prices.platformLogs : 0) + (settings.accessLogs ? prices.accessLogs : 0);
  return (httpApi + lambdaRequest + check + record + send + logs) / 1_000_000;
}

/** US dollars for a millisecond of a function's time at list prices. */
export function dollarsPerMillisecond(memoryMb: number): number {
  return ((memoryMb / 1024) * dollarsPerGbSecond) / 1000;
}
