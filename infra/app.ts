import { App } from "aws-cdk-lib";
import { NotificationIntakeStack } from "./notification-intake-stack.ts";
import { readStageSettings } from "./settings/read-stage-settings.ts";
import { SettingsError } from "./settings/settings-error.ts";

const app = new App();
const stage = String(app.node.tryGetContext("stage") ?? "dev");
// The acceptance suite deploys a stage beside the one in use, with Lambda's reports.
const stackName = String(app.node.tryGetContext("stackName") ?? `NotificationIntake-${stage}`);
try {
  const ofStage = readStageSettings(app.node.tryGetContext("stages"), stage);
  const hasReports = app.node.tryGetContext("platformLogs") !== undefined;
  const settings = { ...ofStage, platformLogs: hasReports || ofStage.platformLogs };
  new NotificationIntakeStack(app, stackName, { stage, settings });
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  process.stderr.write(`${error.message}\n`);
  // The CLI would synthesize what could be built.
  process.exit(1);
}
