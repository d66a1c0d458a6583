import { lambdaHandler } from "../../lib/aws/lambda-handler.ts";
import { thales } from "./source.ts";

export const handler = lambdaHandler(thales, process.env);
