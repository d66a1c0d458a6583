import { randomUUID } from "node:crypto";
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { createDelivery, type Delivery } from "../../delivery/delivery.ts";
import type { HttpResponse } from "../../delivery/response.ts";

/**
 * A UUID, a ULID, or 16 to 64 hexadecimal digits with a letter, such as a W3C trace id. Names, dates, addresses and
 * card numbers do not match.
 */
const machineMadeId =
  /^(?:[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|(?=\d*[a-z])[0-7][\da-hjkmnp-tv-z]{25}|(?=\d*[a-f])[\da-f]{16,64})$/i;

type Absent = null | undefined;
type Texts = Readonly<Record<string, string | Absent>>;

/**
 * The used part of an HTTP API event, payload format 2.0. API Gateway omits absent members. Emulators omit more, or
 * write null
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html).
 */
export interface HttpApiEvent {
  readonly headers?: Texts | Absent;
  readonly pathParameters?: Texts | Absent;
  readonly body?: string | Absent;
  readonly isBase64Encoded?: boolean | Absent;
  readonly requestContext?: RequestContext | Absent;
}

interface RequestContext {
  readonly requestId?: string | Absent;
  readonly http?: { readonly sourceIp?: string | Absent } | Absent;
  readonly authentication?: { readonly clientCert?: ClientCertificate | Absent } | Absent;
}

interface ClientCertificate {
  readonly clientCertPem?: string | Absent;
}

/** Absent members become empty. Every scheme refuses empty credentials, addresses and certificates. */
export function readHttpApiEvent(event: HttpApiEvent, receivedAt: Date, traceparent?: string): Delivery {
  const { requestContext, pathParameters, body, isBase64Encoded } = event;
  const id = requestContext?.requestId || randomUUID();
  const headers = readTexts(event.headers, (name) => name.toLowerCase());
  const clientCertificate = requestContext?.authentication?.clientCert?.clientCertPem;
  const correlationId = headers["x-correlation-id"] ?? "";
  return createDelivery({
    id,
    receivedAt,
    correlationId: machineMadeId.test(correlationId) ? correlationId : id,
    pathParameters: readTexts(pathParameters, (name) => name),
    headers,
    body: Buffer.from(body ?? "", isBase64Encoded ? "base64" : "utf8"),
    sourceAddress: requestContext?.http?.sourceIp ?? "",
    clientCertificate: clientCertificate || undefined,
    traceparent,
  });
}

export function writeHttpApiResponse(response: HttpResponse): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode: response.status,
    headers: { ...response.headers },
    body: response.body,
    isBase64Encoded: false,
  };
}

function readTexts(texts: Texts | Absent, spell: (name: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(texts ?? {}).map(([name, value]) => [spell(name), value ?? ""]));
}
