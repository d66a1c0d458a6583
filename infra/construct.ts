/** The package's entry for CDK apps. */
export { NotificationIntake } from "./notification-intake.ts";
export type { IntakeSource } from "./resources/intake-source.ts";
export type * from "./settings/intake-props.ts";
