import { lambdaHandler } from "../../../lib/aws/lambda-handler.ts";
import { onfido } from "./source.ts";

export const handler = lambdaHandler(onfido, process.env);
