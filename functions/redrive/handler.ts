import { redriveHandler } from "../../lib/aws/redrive-handler.ts";

export const handler = redriveHandler(process.env);
