/** What a CDK app of one's own uses of the stack. */
export { NotificationIntake } from "./notification-intake.ts";
export { NotificationIntakeStack, type NotificationIntakeStackProps } from "./notification-intake-stack.ts";
export { checkStageSettings, readStageSettings } from "./settings/read-stage-settings.ts";
export { SettingsError } from "./settings/settings-error.ts";
export type { StageSettings } from "./settings/stage-settings.ts";
