import { lambdaHandler } from "../../lib/aws/handlers/lambda-handler.ts";
import { pipwave } from "./vendor.ts";

export const handler = lambdaHandler(pipwave, process.env);
