import { UsageError } from "./usage-error.ts";

/** npm has these too, so they are not checked. `dry-run` is: a replay must never run because npm took it. */
const namesOfNpm = new Set(["cert", "help", "json", "key"]);

/** Without `--`, npm takes them (https://docs.npmjs.com/cli/v11/using-npm/config#environment-variables). */
export function checkTakenByNpm(
  names: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): void {
  const isTaken = (name: string) => environment[`npm_config_${name.replaceAll("-", "_")}`];
  const taken = names.find((name) => !namesOfNpm.has(name) && isTaken(name));
  if (taken === undefined) return;
  const script = environment.npm_lifecycle_event ?? "SCRIPT";
  throw new UsageError(
    `npm took --${taken} for its own: put -- before the options, as in npm run ${script} -- --${taken}`,
  );
}
