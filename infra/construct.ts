/** What a CDK app of one's own uses of the stack. */
export { NotificationIntake } from "./notification-intake.ts";
export { NotificationIntakeStack, type NotificationIntakeStackProps } from "./notification-intake-stack.ts";
export {
  checkStageSettings,
  readStageSettings,
  SettingsError,
  type StageSettings,
} from "./settings/settings.ts";
