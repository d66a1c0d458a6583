import { UsageError } from "./usage-error.ts";

/**
 * Of our commands' options, those that npm has as well, so that they may be meant for npm (`npm help config`). It has
 * `dry-run` too, but means nothing with it here, and a replay that was to be a rehearsal must not be a real one.
 */
const namesOfNpm = new Set(["cert", "help", "json", "key"]);

/**
 * `npm run send yoti --fresh` gives `--fresh` to npm, which takes it off the command line and into the environment
 * (https://docs.npmjs.com/cli/v11/using-npm/config#environment-variables), so the command would run without it.
 */
export function checkTakenByNpm(
  names: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): void {
  const taken = names.find((name) => !namesOfNpm.has(name) && isTaken(name, environment));
  if (taken === undefined) return;
  const script = environment.npm_lifecycle_event ?? "SCRIPT";
  throw new UsageError(
    `npm took --${taken} for its own: put -- before the options, as in npm run ${script} -- --${taken}`,
  );
}

/** npm reads `--no-consumer` as `--consumer` that is false, which it writes as an empty text. */
function isTaken(name: string, environment: Readonly<Record<string, string | undefined>>): boolean {
  const [, negated] = /^no-(.+)$/.exec(name) ?? [];
  const value = environment[`npm_config_${(negated ?? name).replaceAll("-", "_")}`];
  return negated === undefined ? value !== undefined && value !== "" : value === "";
}
