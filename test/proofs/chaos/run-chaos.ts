import type { RunningIntake } from "../../../infra/local/intake.ts";
import type { Account } from "../kit/account.ts";
import type { FunctionLogs } from "../kit/function-logs.ts";
import type { Pace } from "./fault-plan.ts";
import { breakThings, type Damage } from "./fault-runner.ts";
import { type PlayOptions, playVendors } from "./play-vendors.ts";

export interface ChaosOptions extends Omit<PlayOptions, "during"> {
  readonly pace: Pace;
  readonly onFault?: (name: string) => void;
}

export interface ChaosResult {
  readonly account: Account;
  readonly damage: Damage;
  readonly logs: FunctionLogs;
  readonly seconds: number;
}

/** Plays the vendors against a breaking intake, and lets it recover. */
export async function runChaos(
  intake: RunningIntake,
  logs: FunctionLogs,
  { pace, onFault = () => undefined, ...options }: ChaosOptions,
): Promise<ChaosResult> {
  const startedAt = Date.now();
  const damage: Damage = { steps: new Map(), killed: 0 };
  const account = await playVendors(intake, logs, {
    ...options,
    during: (ends) => breakThings(intake, { seed: options.seed, pace, damage, onFault, ends }),
  });
  return { account, damage, logs, seconds: Math.round((Date.now() - startedAt) / 1000) };
}
