import { randomUUID, X509Certificate } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { onOneLine } from "../../../lib/authentication/certificate-pins.ts";
import { localAccount } from "../stack/intrinsics.ts";
import type { RouteMatch } from "./routes.ts";

export interface HttpApiRequest {
  readonly match: RouteMatch;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly protocol: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly sourceAddress: string;
  /** DER, of a caller that the mutual TLS listener trusts. */
  readonly clientCertificate: Buffer | undefined;
}

/** Builds the event that an HTTP API hands to a function (payload format 2.0). */
export function createHttpApiEvent(request: HttpApiRequest, now: Date): APIGatewayProxyEventV2 {
  const { match, path, query, body, headers } = request;
  const isText = isTextual(headers) && body.equals(Buffer.from(body.toString("utf8"), "utf8"));
  return {
    version: "2.0",
    routeKey: match.route.key,
    rawPath: path,
    rawQueryString: query,
    headers: joinHeaders(headers),
    requestContext: createContext(request, now),
    ...(Object.keys(match.pathParameters).length > 0 ? { pathParameters: match.pathParameters } : {}),
    ...(query ? { queryStringParameters: Object.fromEntries(new URLSearchParams(query)) } : {}),
    ...(body.length > 0 ? { body: body.toString(isText ? "utf8" : "base64") } : {}),
    isBase64Encoded: !isText,
  };
}

function createContext(request: HttpApiRequest, now: Date): APIGatewayProxyEventV2["requestContext"] {
  const { match, method, path, protocol, headers, sourceAddress, clientCertificate } = request;
  return {
    accountId: localAccount,
    apiId: "local",
    domainName: headers.host ?? "localhost",
    domainPrefix: "localhost",
    http: { method, path, protocol, sourceIp: sourceAddress, userAgent: headers["user-agent"] ?? "" },
    requestId: randomUUID(),
    routeKey: match.route.key,
    stage: "$default",
    time: formatTime(now),
    timeEpoch: now.getTime(),
    ...(clientCertificate ? { authentication: { clientCert: describeCertificate(clientCertificate) } } : {}),
  };
}

/** An HTTP API hands over text as it is and everything else in base64. */
function isTextual(headers: IncomingHttpHeaders): boolean {
  if (headers["content-encoding"] !== undefined) return false;
  return /^(text\/.*|application\/(.+\+)?(json|xml|javascript))(;.*)?$/i.test(
    headers["content-type"] ?? "text/plain",
  );
}

function describeCertificate(der: Buffer) {
  const certificate = new X509Certificate(der);
  return {
    clientCertPem: certificate.toString(),
    subjectDN: onOneLine(certificate.subject),
    issuerDN: onOneLine(certificate.issuer),
    serialNumber: BigInt(`0x${certificate.serialNumber}`).toString(),
    validity: { notBefore: certificate.validFrom, notAfter: certificate.validTo },
  };
}

function joinHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(",") : (value ?? ""),
    ]),
  );
}

/** As in `21/Nov/2026:09:30:00 +0000`. */
function formatTime(now: Date): string {
  const [, day, month, year, time] = /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(now.toUTCString()) ?? [];
  return `${day}/${month}/${year}:${time} +0000`;
}
