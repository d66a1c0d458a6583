import { relayHandler } from "../../lib/aws/handlers/relay-handler.ts";

export const handler = relayHandler(process.env);
