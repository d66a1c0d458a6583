import { lambdaHandler } from "../../lib/aws/handlers/lambda-handler.ts";
import { frankieone } from "./vendor.ts";

export const handler = lambdaHandler(frankieone, process.env);
