import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { synthesizeStage } from "../support/synthesized-stack.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { isInstalled } from "../support/tools.ts";

it.for(["dev", "example"])(
  "cfn-lint finds no error in the template of the stage %s",
  { timeout: 180_000 },
  async (stage, { skip }) => {
    // It comes from PyPI. The README's commands need only Node and npm.
    if (!(await isInstalled("cfn-lint"))) skip("cfn-lint is not installed");
    const file = join(temporaryDirectory(), "template.json");
    const text = JSON.stringify(synthesizeStage(stage).toJSON());
    // CDK's copy of CloudFormation's specification has this property. cfn-lint's is older.
    writeFileSync(file, text.replace('"MaximumMessageSize":1048576,"TopicName"', '"TopicName"'));
    const linted = promisify(execFile)("cfn-lint", ["--non-zero-exit-code", "error", file]);
    await expect(linted).resolves.toBeDefined();
  },
);
