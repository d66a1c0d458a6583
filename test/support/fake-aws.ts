import type { IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { createAwsApi } from "../../infra/aws-api/aws-api.ts";
import { localRegion as region } from "../../infra/local/stack/intrinsics.ts";
import { startServer } from "./start-server.ts";

type Answer = object | string | number;
/** By target, or else by method and path. A number is a status, an object with `__type` an error. A function gets the request's body. */
export type Answers = Readonly<Record<string, Answer | ((body: string) => Answer)>>;

/** Answers as AWS's API references say. */
export async function startFakeAws(answers: Answers) {
  const requests: IncomingMessage[] = [];
  const endpoint = await startServer(async (request, response) => {
    requests.push(request);
    const body = await text(request);
    const { method, url, headers } = request;
    const found = answers[String(headers["x-amz-target"] ?? `${method} ${url}`)] ?? 500;
    const answer = typeof found === "function" ? found(body) : found;
    const isError = typeof answer === "object" && "__type" in answer;
    response.statusCode = typeof answer === "number" ? answer : isError ? 400 : 200;
    response.end(typeof answer === "string" ? answer : JSON.stringify(answer));
  });
  const clientSettings = { endpoint, region, credentials: { accessKeyId: "test", secretAccessKey: "test" } };
  return { endpoint, requests, clientSettings, api: createAwsApi(clientSettings) };
}
