import { lambdaHandler } from "../../lib/aws/handlers/lambda-handler.ts";
import { thales } from "./vendor.ts";

export const handler = lambdaHandler(thales, process.env);
