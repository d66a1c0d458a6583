import type { RunningIntake } from "../../../infra/local/intake.ts";
import { pause } from "../chaos/fault-runner.ts";
import { playVendors } from "../chaos/play-vendors.ts";
import type { Account, Sent } from "../kit/account.ts";
import type { FunctionLogs } from "../kit/function-logs.ts";
import { isAcknowledgement, isRefusal, type Response } from "../kit/response.ts";
import { findViolations } from "../kit/violations.ts";

export interface LoadOptions {
  readonly seed: number;
  readonly seconds: number;
  /** Ends the load before its time. */
  readonly stopped: Promise<void>;
}

export interface LoadResult {
  readonly account: Account;
  readonly seconds: number;
  readonly responses: readonly TimedResponse[];
}

interface TimedResponse extends Pick<Sent, "source" | "kind"> {
  readonly response: Response;
  /** From the request's first to the response's last byte. */
  readonly latencyMs: number;
}

/** The chaos vendors without faults. Measures nothing before the clock starts. */
export async function runLoad(
  intake: RunningIntake,
  logs: FunctionLogs,
  options: LoadOptions,
): Promise<LoadResult> {
  const responses: TimedResponse[] = [];
  const clock = { isRunning: false, seconds: 0 };
  const account = await playVendors(intake, logs, {
    ...options,
    notifications: Number.POSITIVE_INFINITY,
    shortenedBy: 3000,
    async during(ends) {
      const startedAtMs = performance.now();
      clock.isRunning = true;
      while (!ends.aborted) await pause(1000, ends);
      clock.isRunning = false;
      clock.seconds = (performance.now() - startedAtMs) / 1000;
    },
    onResponse({ source, kind }, response, latencyMs) {
      if (clock.isRunning) responses.push({ source, kind, response, latencyMs });
    },
  });
  return { account, seconds: clock.seconds, responses };
}

/** One sentence for each violation. */
export function findProblems({ account, responses }: LoadResult): string[] {
  const failed = responses.filter(({ response }) => !isAcknowledgement(response) && !isRefusal(response));
  return [
    ...(account.arrivals.length === 0 ? ["no event arrived, so that nothing was shown"] : []),
    ...findViolations(account),
    ...failed.map(({ source, response }) => `${source} got ${response}, though nothing was broken`),
  ];
}
