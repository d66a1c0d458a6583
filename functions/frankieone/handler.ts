import { lambdaHandler } from "../../lib/aws/lambda-handler.ts";
import { frankieone } from "./source.ts";

export const handler = lambdaHandler(frankieone, process.env);
