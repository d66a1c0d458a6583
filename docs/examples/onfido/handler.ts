import { lambdaHandler } from "../../../lib/aws/handlers/lambda-handler.ts";
import { onfido } from "./vendor.ts";

export const handler = lambdaHandler(onfido, process.env);
