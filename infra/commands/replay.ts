import { resolve } from "node:path";
import { InvalidArgumentError } from "commander";
import { createCommand, run } from "../command-line/command.ts";
import { directoryOption, outputsOption } from "../command-line/options.ts";
import { UsageError } from "../command-line/usage-error.ts";
import { readEndpoints } from "../endpoints/endpoints.ts";
import { replayQuarantine } from "../replay/replay-quarantine.ts";
import { deployedReplayTarget, localReplayTarget } from "../replay/replay-target.ts";
import type { QuarantinedDelivery } from "../replay/replay-walk.ts";
import { parseSince } from "../replay/since.ts";

interface Options {
  readonly source?: string;
  readonly since?: Date;
  readonly accept?: ReadonlySet<string>;
  readonly dryRun?: boolean;
  readonly outputs?: string;
  readonly directory: string;
}

function addId(id: string, ids: ReadonlySet<string> = new Set()): ReadonlySet<string> {
  if (!/^[0-9a-f]{64}$/.test(id))
    throw new InvalidArgumentError("It has to be an id of 64 hexadecimal digits.");
  return new Set([...ids, id]);
}

async function replay({ source, since, accept, dryRun = false, outputs, directory }: Options): Promise<void> {
  const target = outputs
    ? deployedReplayTarget(outputs)
    : localReplayTarget(readEndpoints(resolve(directory)));
  if (source !== undefined && target.functionOf(source) === undefined)
    throw new UsageError(`there is no source "${source}" in this intake`);
  const isWanted = (delivery: QuarantinedDelivery) =>
    (source === undefined || delivery.source === source) &&
    (since === undefined || delivery.recordedtime >= since);
  if (!(await replayQuarantine(target, { isWanted, accepted: accept ?? new Set(), dryRun })))
    process.exitCode = 1;
}

const command = createCommand("replay", "Takes the deliveries in quarantine through the code that runs now.")
  .option("--source <id>", "those of one source")
  .option(
    "--since <time>",
    "those received since then: 2026-11-21, 2026-11-21T09:30:00Z, or 90m, 2h, 7d ago",
    (text) => parseSince(text, new Date()),
  )
  .option(
    "--accept <id>",
    "takes this delivery as the vendor's, although it is altered_copy, stale or ahead; repeatable",
    addId,
  )
  .option("--dry-run", "only says what would become of them")
  .addOption(outputsOption().conflicts("directory"))
  .addOption(directoryOption())
  .addHelpText(
    "after",
    `
A delivery that is understood now is sent on as on its first day, and leaves the quarantine. Any other stays. It can be
stopped at any time (Ctrl-C) and run again: what was sent before is a duplicate then. Exit code 1 if something stays.
Deferred events need no command: the relay function sends them, every minute.`,
  )
  .action(replay);

await run(command);
