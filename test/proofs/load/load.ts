import { vendors } from "../../../functions/vendors.ts";
import { watchForInterruption } from "../../../infra/command-line/interruption.ts";
import { tell } from "../../../infra/command-line/progress.ts";
import { type Arguments, proofCommand, type Result } from "../kit/command.ts";

type Name = "seconds" | "connections";

async function run({ count }: Arguments<Name>): Promise<Result | undefined> {
  const options = { seconds: count("seconds"), connections: count("connections") };
  const interruption = watchForInterruption();
  // The stack takes a while to load, which a mistake at the keyboard need not wait for.
  const [{ findProblems, runLoad }, { describeLoad }] = await Promise.all([
    import("./run-load.ts"),
    import("./report.ts"),
  ]);
  const result = await runLoad({ ...options, interruption, onStep: tell });
  if (!result) return undefined;
  const problems = findProblems(result);
  const summary = problems.length === 0 ? "\nEvery acknowledged notification is on the queue, once.\n" : "";
  const isInterrupted = interruption.isStopped();
  return { report: describeLoad(result) + summary, problems, options, isInterrupted };
}

await proofCommand<Name>({
  script: "load",
  summary: "the local stack under load: throughput, latencies, and whether any event is missing",
  options: {
    seconds: { value: "N", about: "how long", range: [1, 300], byDefault: 20 },
    connections: {
      value: "N",
      about: `from ${vendors.length}, one for each source, to 64`,
      range: [vendors.length, 64],
      byDefault: 8,
    },
  },
  about: `Starts the stack, and a thread that plays the vendors over HTTPS and mutual TLS, on connections that are kept: new
notifications, duplicates, and deliveries with a stranger's credentials. Then reads the queue and looks for every
notification that was acknowledged. Loopback only. The numbers are those of this computer and of embedded stores, not of AWS.
Exit code 1 if anything was lost, doubled, or not answered as it should be. Ctrl-C ends the load and still reads the queue.
`,
  run,
});
