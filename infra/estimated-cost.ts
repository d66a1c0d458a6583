import type { StageSettings } from "./settings.ts";

/** Dollars a million in us-east-1, read 2026-11-21; docs/operating.md, section 7, says where. */
const prices = {
  httpApi: 1.0,
  lambdaRequest: 0.2,
  look: 0.0625,
  remember: 0.625,
  send: 0.5,
  /** 208 bytes. */
  line: 0.104,
  platformLogs: 0.25,
  accessLogs: 0.1,
};
const dollarsPerGbSecond = 0.0000133334;

/** Milliseconds of waiting for AWS, assumed, and of a whole processor, measured by `npm run bench`. */
const newNotification = { waitingMs: 20, processorMs: 1.8 };
/** Lambda gives a whole processor with so much memory, and its share with less. */
const wholeProcessorMb = 1769;

/** US dollars that a new notification costs at list prices, without cold starts and consumers: an estimate, not a bill. */
export function dollarsPerNotification(
  settings: Pick<StageSettings, "memoryMb" | "platformLogs" | "accessLogs">,
): number {
  const { memoryMb, platformLogs, accessLogs } = settings;
  const { httpApi, lambdaRequest, look, remember, send, line } = prices;
  const logs = line + (platformLogs ? prices.platformLogs : 0) + (accessLogs ? prices.accessLogs : 0);
  const aMillion = httpApi + lambdaRequest + look + remember + send + logs;
  const ms =
    newNotification.waitingMs + newNotification.processorMs * Math.max(1, wholeProcessorMb / memoryMb);
  return aMillion / 1_000_000 + (memoryMb / 1024) * (ms / 1000) * dollarsPerGbSecond;
}
