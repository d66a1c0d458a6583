/** The package's entry for CDK apps. */
export { NotificationIntake } from "./notification-intake.ts";
export { NotificationIntakeStack, type NotificationIntakeStackProps } from "./notification-intake-stack.ts";
export { checkStageSettings, readStageSettings } from "./settings/read-stage-settings.ts";
export { SettingsError } from "./settings/settings-error.ts";
export type { StageSettings } from "./settings/stage-settings.ts";
