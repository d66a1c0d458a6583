import { App } from "aws-cdk-lib";
import { checkStageSettings } from "notification-intake/construct";
import { ConsumerStack } from "./consumer-stack.ts";

const settings = checkStageSettings({ retainData: false, logRetentionDays: 30 }, new Date());
new ConsumerStack(new App(), "Notifications", settings);
