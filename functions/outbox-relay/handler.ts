import { redriveHandler } from "../../lib/aws/handlers/relay-handler.ts";

export const handler = redriveHandler(process.env);
