import { writeFileSync } from "node:fs";
import { vendors } from "../../../functions/vendors.ts";
import { readCommandLine, runCommand } from "../../../infra/command-line/command.ts";
import { interruptedCode, watchForInterruption } from "../../../infra/command-line/interruption.ts";
import { tell } from "../../../infra/command-line/progress.ts";
import { readWholeNumber } from "../../../infra/command-line/whole-number.ts";
import { checkWritable } from "../../../infra/command-line/writable-file.ts";

const usual = { seconds: "20", connections: "8" } as const;

const help = `npm run load [-- OPTIONS]   the local stack under load: throughput, latencies, and whether any event is missing

  --seconds N       how long, from 1 to 300 (${usual.seconds})
  --connections N   from ${vendors.length}, one for each source, to 64 (${usual.connections})
  --json FILE       writes the report there as well
  --help            this text

Starts the stack, and a second process that plays the vendors over HTTPS and mutual TLS, on connections that are kept: new
notifications, duplicates, and deliveries with somebody else's credentials. Then reads the queue and looks for every
notification that was acknowledged. Loopback only; the numbers are those of this computer and of embedded stores, not of AWS.
Exit code 1 if anything was lost, doubled, or not answered as it should be. Ctrl-C ends the load and still reads the queue.
`;

const options = {
  seconds: { type: "string" },
  connections: { type: "string" },
  json: { type: "string" },
  help: { type: "boolean" },
} as const;

function describeFindings(findings: readonly string[], connections: number): string {
  if (findings.length === 0) return "Every acknowledged notification is on the queue, once.\n";
  const fewer = Math.max(vendors.length, Math.floor(connections / 2));
  return `${findings.map((finding) => `WRONG: ${finding}\n`).join("")}\
Next: npm run load -- --connections ${fewer}; if that is wrong as well, npm run chaos looks for what is broken.
`;
}

await runCommand(async () => {
  const { values } = readCommandLine(options, false);
  if (values.help) return void process.stdout.write(help);
  const seconds = readWholeNumber(values.seconds ?? usual.seconds, "--seconds", 1, 300);
  const connections = readWholeNumber(
    values.connections ?? usual.connections,
    "--connections",
    vendors.length,
    64,
  );
  if (values.json !== undefined) checkWritable(values.json, "--json");
  const interruption = watchForInterruption();
  // The stack takes a while to load, which a mistake at the keyboard need not wait for.
  const [{ runLoad }, { describeProgress, describeReport, reportOf }, { findFindings }] = await Promise.all([
    import("./run-load.ts"),
    import("./report.ts"),
    import("./findings.ts"),
  ]);
  const result = await runLoad({
    seconds,
    connections,
    interruption,
    onProgress: (progress) => tell(describeProgress(progress)),
    onStep: tell,
  });
  if (interruption.isStopped()) process.exitCode = interruptedCode;
  if (!result) return tell("Interrupted before anything was sent.");
  const report = reportOf(result);
  const findings = findFindings(result);
  process.stdout.write(describeReport(report) + describeFindings(findings, connections));
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
  if (findings.length > 0) process.exitCode = 1;
});
