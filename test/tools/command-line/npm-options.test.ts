import { expect, it } from "vitest";
import { checkTakenByNpm } from "../../../infra/command-line/npm-options.ts";
import { UsageError } from "../../../infra/command-line/usage-error.ts";

const names = ["times", "fresh", "aws-port", "dry-run", "key", "help"];

it.each([
  ["a flag", { npm_config_fresh: "true" }, /^npm took --fresh .*npm run send -- --fresh$/],
  ["a value", { npm_config_times: "3" }, /^npm took --times .*npm run send -- --times$/],
  ["a name of two words", { npm_config_aws_port: "true" }, /^npm took --aws-port /],
  ["what would have kept it from being real", { npm_config_dry_run: "true" }, /^npm took --dry-run /],
])("an option that npm took is said to be one: %s", (_, taken, line) => {
  const check = () => checkTakenByNpm(names, { npm_lifecycle_event: "send", ...taken });
  expect(check).toThrow(UsageError);
  expect(check).toThrow(line);
});

it.each([
  ["nothing", {}],
  ["an option of another command", { npm_config_stage: "true" }],
  ["what npm has as well", { npm_config_key: "PEM", npm_config_help: "true" }],
  ["an option that was switched off", { npm_config_fresh: "" }],
])("%s is no mistake", (_, environment) => {
  expect(() => checkTakenByNpm(names, { npm_lifecycle_event: "send", ...environment })).not.toThrow();
});
