import { lambdaHandler } from "../../lib/aws/lambda-handler.ts";
import { yoti } from "./source.ts";

export const handler = lambdaHandler(yoti, process.env);
