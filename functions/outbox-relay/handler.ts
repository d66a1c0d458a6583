import { relayHandler } from "../../lib/aws/handlers/outbox-relay-handler.ts";

export const handler = relayHandler(process.env);
