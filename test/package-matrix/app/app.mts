import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import { App, Stack } from "aws-cdk-lib";
import { eventSchemas, type NotificationEvent } from "notification-intake";
import { NotificationIntake } from "notification-intake/construct";
import { consume } from "notification-intake/consumer";
import { poll } from "notification-intake/poller";
import { createSeenTable } from "notification-intake/seen-table";
import { mintYotiToken } from "notification-intake/yoti-token";

/** Uses each entry. Lines that must not compile show that no type is lost. */
const seen = createSeenTable({ tableName: "seen", consumer: "app", client: new DynamoDBClient({}) });
export const handler = consume(({ data }) => data.outcome, { seen });
const handlers = ({ data }: NotificationEvent) => data.outcome;
export const start = () => poll({ queueUrl: "", client: new SQSClient({}), handlers });
export const mint = () => mintYotiToken({ sessionKey: "", reference: "", expiresAt: new Date() });
export const stack = new Stack(new App(), "App");
export const intake = new NotificationIntake(stack, "Intake", { sources: { yoti: {} } });

// @ts-expect-error: not a client
export const startWithoutClient = () => poll({ queueUrl: "", client: {}, handlers });
// @ts-expect-error: no settings
export const refused = () => new NotificationIntake(stack, "Refused", { sources: { yoti: 7 } });
// @ts-expect-error: a schema is no text
export const texts: string[] = [...eventSchemas.values()];
