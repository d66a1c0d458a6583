import { resolve } from "node:path";
import { readCommandLine, runCommand } from "../command-line/command.ts";
import { UsageError } from "../command-line/usage-error.ts";
import { readEndpoints } from "../endpoints/endpoints.ts";
import { localDirectory } from "../project.ts";
import type { QuarantinedDelivery } from "../replay/quarantined-delivery.ts";
import { replayQuarantine } from "../replay/replay-quarantine.ts";
import { deployedReplayTarget, localReplayTarget, type ReplayTarget } from "../replay/replay-target.ts";
import { parseSince } from "../replay/since.ts";

const help = `npm run replay [-- OPTIONS]   takes the deliveries in quarantine through the code that runs now

  --source S        those of one source
  --since T         those received since then: 2026-11-21, 2026-11-21T09:30:00Z, or 90m, 2h, 7d ago
  --accept ID       takes the delivery with this id for the vendor's, although it is altered_copy, stale or ahead;
                    once for each id, which a run prints
  --dry-run         only says what would become of them
  --outputs FILE    of a deployed intake: what cdk deploy --outputs-file wrote, with your AWS credentials
  --directory DIR   where the local intake writes its endpoints.json (.local)
  --help            this text

A delivery that is understood now is sent on as on its first day, and leaves the quarantine; any other stays. It can be
stopped at any time (Ctrl-C) and run again: what was sent before is a duplicate then. Exit code 1 if something stays.
What is deferred in the table needs no command: the relay function sends it, every minute.
`;

const options = {
  source: { type: "string" },
  since: { type: "string" },
  accept: { type: "string", multiple: true },
  "dry-run": { type: "boolean", default: false },
  outputs: { type: "string" },
  directory: { type: "string" },
  help: { type: "boolean" },
} as const;

type Values = ReturnType<typeof readValues>;

function readValues() {
  const { values } = readCommandLine(options, false);
  if (values.outputs && values.directory)
    throw new UsageError("--outputs is for a deployed intake, --directory for the local one");
  const notAnId = values.accept?.find((id) => !/^[0-9a-f]{64}$/.test(id));
  if (notAnId !== undefined)
    throw new UsageError(`--accept takes an id of 64 hexadecimal digits, not "${notAnId}"`);
  return values;
}

function readTarget({ outputs, directory }: Values): ReplayTarget {
  if (outputs) return deployedReplayTarget(outputs);
  return localReplayTarget(readEndpoints(directory ? resolve(directory) : localDirectory));
}

function readChoice({ source, since }: Values, { functions }: ReplayTarget) {
  const known = Object.keys(functions);
  if (source !== undefined && !known.includes(source))
    throw new UsageError(`there is no source "${source}": choose one of ${known.join(", ")}`);
  const sinceMs = since === undefined ? 0 : parseSince(since, new Date()).getTime();
  return (delivery: QuarantinedDelivery) =>
    (source === undefined || delivery.source === source) && delivery.receivedAt.getTime() >= sinceMs;
}

await runCommand(async () => {
  const values = readValues();
  if (values.help) return void process.stdout.write(help);
  const target = readTarget(values);
  const dryRun = values["dry-run"];
  const isDone = await replayQuarantine(target, {
    isWanted: readChoice(values, target),
    accepted: new Set(values.accept ?? []),
    dryRun,
  });
  if (!isDone) process.exitCode = 1;
});
