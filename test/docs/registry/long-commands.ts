import type { Entry } from "../entry.ts";
import { withHelp } from "../entry.ts";

/** Minutes each: a test runs a short one, and here their flags are read. */
export const longCommands: readonly Entry[] = [
  long("chaos", "test/integration/chaos.test.ts", "await runChaos({"),
  long("load", "test/integration/load.long.test.ts", '"test/proofs/load/load.ts"'),
  long("bench", "test/integration/bench.long.test.ts", '"test/proofs/bench/bench.ts"'),
  long("fuzz", "test/proofs/fuzz/command.test.ts", '"test/proofs/fuzz/fuzz.ts"'),
  long("simulate", "test/proofs/simulation/command.test.ts", '"test/proofs/simulation/simulate-command.ts"'),
  {
    command: /npm run mutation( -- .+)?/,
    needs: { what: "six minutes, and all processors", said: /six minutes/ },
    run: { as: withHelp, prints: /stryker run/ },
  },
];

function long(script: string, file: string, says: string): Entry {
  const command = new RegExp(`npm run ${script}( -- (?!--help).+)?`);
  return {
    command,
    tested: { file, says },
    run: { as: withHelp, prints: new RegExp(`^npm run ${script}`, "m") },
  };
}
