import { lambdaHandler } from "../../lib/aws/handlers/lambda-handler.ts";
import { yoti } from "./vendor.ts";

export const handler = lambdaHandler(yoti, process.env);
