/**
 * # The commands of the documents
 *
 * Every command that a Markdown file of the repository shows or names is run by a test, or it is said here why it cannot
 * be. `markdown.ts` finds the files, their fenced blocks and the pieces of code in their prose; `shell.ts` splits scripts
 * (`sh`, or lines behind `$ `); `commands.ts` lists the commands, with what a document says that they print.
 *
 * Each command has to match exactly one entry of `registry/`, and each entry at least one command
 * (`registry.test.ts`). An entry says one or more of:
 *
 * - `run`: the test runs it as it stands, in `bash -euo pipefail`, in a copy of the project in which `npm start` runs
 *   (`running/`). Variables and files that a reader has at this point are in `running/given.ts`; addresses that are
 *   replaced, because the ports of a test are free ones, in `running/session.ts`. What a document shows below a command
 *   is compared with what it prints, but for ids, times and ports (`shape.ts`).
 * - `tested`: another test runs it, since it takes long.
 * - `needs`: something that a computer may not have (an account, Docker), which the document has to say as well.
 *
 * Blocks that hold no commands are in `shown.ts`, in the same way.
 */
import type { Entry } from "./entry.ts";
import { awsCommands } from "./registry/aws-commands.ts";
import { cdkCommands } from "./registry/cdk-commands.ts";
import { checks } from "./registry/checks.ts";
import { localTools } from "./registry/local-tools.ts";
import { longCommands } from "./registry/long-commands.ts";
import { ourCommands } from "./registry/our-commands.ts";
import { packageCommands } from "./registry/package-commands.ts";
import { samCommands } from "./registry/sam-commands.ts";

export const registry: readonly Entry[] = [
  ...checks,
  ...ourCommands,
  ...longCommands,
  ...cdkCommands,
  ...packageCommands,
  ...samCommands,
  ...awsCommands,
  ...localTools,
];
