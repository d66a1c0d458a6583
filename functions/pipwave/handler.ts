import { lambdaHandler } from "../../lib/aws/lambda-handler.ts";
import { pipwave } from "./source.ts";

export const handler = lambdaHandler(pipwave, process.env);
