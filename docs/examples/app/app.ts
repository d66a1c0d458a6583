import { App } from "aws-cdk-lib";
import { ConsumerStack } from "./consumer-stack.ts";

new ConsumerStack(new App(), "Notifications");
