import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import type { Answer } from "../answer.ts";
import { createDelivery, type Delivery } from "../delivery.ts";

/** What may be copied from a header into a log line: no spaces, no line breaks, nothing that looks like an e-mail address. */
const loggableId = /^[\w.:-]{1,128}$/;

/**
 * Reads an HTTP API event of payload format 2.0. Emulators leave out parts of `requestContext`, so only what the
 * intake needs is read
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html).
 */
export function readHttpApiEvent(event: APIGatewayProxyEventV2, receivedAt: Date): Delivery {
  const { requestContext, pathParameters, body, isBase64Encoded } = event;
  const headers = readHeaders(event.headers);
  const clientCertificate = requestContext.authentication?.clientCert?.clientCertPem;
  const correlationId = headers["x-correlation-id"] ?? "";
  return createDelivery({
    id: requestContext.requestId,
    receivedAt,
    correlationId: loggableId.test(correlationId) ? correlationId : requestContext.requestId,
    pathParameters: readPathParameters(pathParameters),
    headers,
    body: Buffer.from(body ?? "", isBase64Encoded ? "base64" : "utf8"),
    sourceAddress: requestContext.http.sourceIp,
    ...(clientCertificate ? { clientCertificate } : {}),
  });
}

export function writeHttpApiAnswer(answer: Answer): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode: answer.status,
    headers: { ...answer.headers },
    body: answer.body,
    isBase64Encoded: false,
  };
}

function readHeaders(headers: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value ?? ""]),
  );
}

function readPathParameters(
  parameters: Readonly<Record<string, string | undefined>> = {},
): Record<string, string> {
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, value ?? ""]));
}
