import { readCommandLine, runCommand } from "../../../infra/command-line/command.ts";
import { interruptedCode, watchForInterruption } from "../../../infra/command-line/interruption.ts";
import { tell } from "../../../infra/command-line/progress.ts";
import { readWholeNumber } from "../../../infra/command-line/whole-number.ts";
import { createRandom } from "../kit/random.ts";
import { createCycle, type Pace } from "./fault-plan.ts";
import { describeProgress, describeResult, describeViolations } from "./report.ts";
import { runChaos } from "./run-chaos.ts";
import { shortenedBy } from "./vendor-player.ts";

const help = `npm run chaos [-- OPTIONS]   breaks the local stack under load, and counts what became of every notification

  --notifications N   how many the vendors send (20000)
  --seconds N         nothing new is sent after this time (1800)
  --seed N            decides what is sent and what breaks; only the moments differ (a random one)
  --harsh             longer faults, hardly a pause between them, and processes killed all the time
  --help              this text

Four vendors send, and send again as each of them does, ${shortenedBy} times as fast. Meanwhile DynamoDB, SQS and Secrets
Manager are refused, paused with and without effect, throttled, slow, failing and restarted, one by one and together, and
processes of the functions are killed, and every secret is rotated to what no source can use. At the end everything is up,
the vendors finish, what is deferred is relayed, the queues are read, and the ledger is printed. Loopback only. Exit code 1 if
any promise was broken.
`;

const options = {
  notifications: { type: "string" },
  seconds: { type: "string" },
  seed: { type: "string" },
  harsh: { type: "boolean" },
  help: { type: "boolean" },
} as const;

const ordinary: Pace = { fault: [700, 3000], calm: [1000, 3500], kill: [300, 2000] };
const harsh: Pace = { fault: [3000, 8000], calm: [300, 1500], kill: [50, 400] };

/** Ctrl-C ends the load; the ledger of what was sent until then is still drawn up. */
function untilInterrupted(): AbortSignal {
  const stop = new AbortController();
  void watchForInterruption().stopped.then(() => stop.abort());
  return stop.signal;
}

function describePlan(seed: number, pace: Pace): string {
  const cycle = createCycle(createRandom(seed + 1), pace);
  const steps = cycle.map(
    ({ name, lastsMs, calmMs }) => `  ${name}: ${lastsMs} ms, then ${calmMs} ms calm\n`,
  );
  return `Seed ${seed}. The first round of faults (later ones are drawn anew):\n${steps.join("")}\n`;
}

await runCommand(async () => {
  const { values } = readCommandLine(options, false);
  if (values.help) return void process.stdout.write(help);
  const notifications = readWholeNumber(values.notifications ?? "20000", "--notifications", 1, 1_000_000);
  const seconds = readWholeNumber(values.seconds ?? "1800", "--seconds", 1, 86_400);
  const seed = readWholeNumber(values.seed ?? String(1 + Math.floor(Math.random() * 1e9)), "--seed", 1, 1e9);
  const pace = values.harsh ? harsh : ordinary;
  process.stdout.write(describePlan(seed, pace));
  const stop = untilInterrupted();
  const result = await runChaos({
    seed,
    notifications,
    seconds,
    pace,
    stop,
    onProgress: (progress) => process.stderr.write(describeProgress(progress)),
  });
  if (stop.aborted) process.exitCode = interruptedCode;
  if (!result) return tell("Interrupted before anything was sent.");
  const { violations } = result.ledger;
  process.stdout.write(`${describeResult(result)}\n${describeViolations(violations)}`);
  if (stop.aborted) process.stdout.write(`Interrupted before ${notifications} notifications were sent.\n`);
  if (violations.length === 0) return;
  process.exitCode = 1;
  const again = `--notifications ${notifications} --seconds ${seconds} --seed ${seed}`;
  process.stdout.write(`Again: npm run chaos -- ${again}${values.harsh ? " --harsh" : ""}\n`);
});
