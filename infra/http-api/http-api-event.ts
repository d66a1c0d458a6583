import { randomUUID, X509Certificate } from "node:crypto";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { onOneLine } from "../../lib/authentication/schemes/certificate-pins.ts";
import type { SimulatedRequest } from "../../lib/source/simulator.ts";
import { matchRoute, type RouteMatch, routesOf } from "./routes.ts";

/** A header as the client sent it. */
export type HeaderLine = readonly [name: string, value: string];

export interface HttpApiRequest {
  readonly match: RouteMatch;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly protocol: string;
  readonly headers: readonly HeaderLine[];
  readonly body: Buffer;
  readonly sourceAddress: string;
  /** In DER. The mutual TLS listener trusts it. */
  readonly clientCertificate: Buffer | undefined;
}

type Headers = Readonly<Record<string, string>>;

/** Differs between two deliveries of the same request. */
interface Caller {
  readonly sourceAddress: string;
  /** In DER. */
  readonly clientCertificate?: Buffer | undefined;
}

/** Builds a vendor request's event without a gateway. */
export function createSourceEvent(
  source: Parameters<typeof routesOf>[0],
  { path: below, headers, body }: SimulatedRequest,
  { sourceAddress, clientCertificate }: Caller,
  now: Date,
): APIGatewayProxyEventV2 {
  const path = `${source.routes[0]}${below}`;
  const match = matchRoute(routesOf(source), "POST", path);
  if (!match) throw new Error(`${source.id} has no route for ${path}`);
  const request = {
    match,
    method: "POST",
    path,
    query: "",
    protocol: "HTTP/1.1",
    headers: Object.entries(headers),
    body: Buffer.from(body),
    sourceAddress,
    clientCertificate,
  };
  return createHttpApiEvent(request, now);
}

/** Builds an HTTP API event, payload format 2.0. */
export function createHttpApiEvent(request: HttpApiRequest, now: Date): APIGatewayProxyEventV2 {
  const { match, path, query, body } = request;
  const { cookie, ...headers } = joinHeaders(request.headers);
  const isText = isTextual(headers) && body.equals(Buffer.from(body.toString("utf8"), "utf8"));
  return {
    version: "2.0",
    routeKey: match.route.key,
    rawPath: path,
    rawQueryString: query,
    ...(cookie === undefined ? {} : { cookies: cookie.split(/[,;] */) }),
    headers,
    requestContext: createContext(request, headers, now),
    ...(Object.keys(match.pathParameters).length > 0 ? { pathParameters: match.pathParameters } : {}),
    ...(query ? { queryStringParameters: Object.fromEntries(new URLSearchParams(query)) } : {}),
    ...(body.length > 0 ? { body: body.toString(isText ? "utf8" : "base64") } : {}),
    isBase64Encoded: !isText,
  };
}

function createContext(
  request: HttpApiRequest,
  headers: Headers,
  now: Date,
): APIGatewayProxyEventV2["requestContext"] {
  const { match, method, path, protocol, sourceAddress, clientCertificate } = request;
  return {
    accountId: "000000000000",
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

/** HTTP APIs encode other bodies in base64. */
function isTextual(headers: Headers): boolean {
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

/**
 * "Duplicate headers are combined with commas". Node's `headers` would keep only the first `Authorization`
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html).
 */
function joinHeaders(lines: readonly HeaderLine[]): Record<string, string> {
  const joined = new Map<string, string>();
  for (const [line, value] of lines) {
    const name = line.toLowerCase();
    const before = joined.get(name);
    joined.set(name, before === undefined ? value : `${before},${value}`);
  }
  return Object.fromEntries(joined);
}

/** As in `21/Nov/2026:09:30:00 +0000`. */
function formatTime(now: Date): string {
  const [, day, month, year, time] = /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(now.toUTCString()) ?? [];
  return `${day}/${month}/${year}:${time} +0000`;
}
