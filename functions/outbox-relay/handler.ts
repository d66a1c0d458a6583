import { outboxRelayHandler } from "../../lib/aws/handlers/outbox-relay-handler.ts";

export const handler = outboxRelayHandler(process.env);
