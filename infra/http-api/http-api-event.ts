import { randomUUID, X509Certificate } from "node:crypto";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { onOneLine } from "../../lib/authentication/schemes/certificate-pins.ts";
import type { SimulatedRequest } from "../../lib/source/simulator.ts";
import { matchRoute, type RouteMatch, routesOf } from "./routes.ts";

export type HeaderLine = readonly [name: string, value: string];

/** Differs between two deliveries of the same request. */
interface Caller {
  readonly sourceAddress: string;
  /** In DER. The mutual TLS listener trusts it. */
  readonly clientCertificate?: Buffer | undefined;
}

export interface HttpApiRequest extends Caller {
  readonly match: RouteMatch;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly protocol: string;
  readonly headers: readonly HeaderLine[];
  readonly body: Buffer;
}

type Headers = Readonly<Record<string, string>>;

export function createSourceEvent(
  source: Parameters<typeof routesOf>[0],
  { path: below, headers, body }: SimulatedRequest,
  caller: Caller,
  now: Date,
): APIGatewayProxyEventV2 {
  const [method, path, query] = ["POST", `${source.routes[0]}${below}`, ""];
  const match = matchRoute(routesOf(source), method, path);
  if (!match) throw new Error(`${source.id} has no route for ${path}`);
  const sent = { headers: Object.entries(headers), body: Buffer.from(body), protocol: "HTTP/1.1" };
  return createHttpApiEvent({ ...caller, ...sent, match, method, path, query }, now);
}

/** Builds an HTTP API event, payload format 2.0. */
export function createHttpApiEvent(request: HttpApiRequest, now: Date): APIGatewayProxyEventV2 {
  const { match, method, path, query, protocol, body, sourceAddress, clientCertificate } = request;
  const { cookie, ...headers } = joinHeaders(request.headers);
  const isText = isTextual(headers) && body.equals(Buffer.from(body.toString("utf8"), "utf8"));
  const { host = "localhost", "user-agent": userAgent = "" } = headers;
  return {
    version: "2.0",
    routeKey: match.key,
    rawPath: path,
    rawQueryString: query,
    ...(cookie === undefined ? {} : { cookies: cookie.split(/[,;] */) }),
    headers,
    requestContext: {
      accountId: "000000000000",
      apiId: "local",
      domainName: host,
      domainPrefix: "localhost",
      http: { method, path, protocol, sourceIp: sourceAddress, userAgent },
      requestId: randomUUID(),
      routeKey: match.key,
      stage: "$default",
      time: formatTime(now),
      timeEpoch: now.getTime(),
      ...(clientCertificate ? { authentication: describeCertificate(clientCertificate) } : {}),
    },
    ...(Object.keys(match.pathParameters).length > 0 ? { pathParameters: match.pathParameters } : {}),
    ...(query ? { queryStringParameters: Object.fromEntries(new URLSearchParams(query)) } : {}),
    ...(body.length > 0 ? { body: body.toString(isText ? "utf8" : "base64") } : {}),
    isBase64Encoded: !isText,
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
  const clientCert = {
    clientCertPem: certificate.toString(),
    subjectDN: onOneLine(certificate.subject),
    issuerDN: onOneLine(certificate.issuer),
    serialNumber: BigInt(`0x${certificate.serialNumber}`).toString(),
    validity: { notBefore: certificate.validFrom, notAfter: certificate.validTo },
  };
  return { clientCert };
}

/**
 * "Duplicate headers are combined with commas". Node's `headers` would keep only the first `Authorization`
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html).
 */
function joinHeaders(lines: readonly HeaderLine[]): Record<string, string> {
  const byName = Map.groupBy(lines, ([name]) => name.toLowerCase());
  return Object.fromEntries(
    [...byName].map(([name, same]) => [name, same.map(([, value]) => value).join(",")]),
  );
}

/** As in `21/Nov/2026:09:30:00 +0000`. */
function formatTime(now: Date): string {
  const [, day, month, year, time] = /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(now.toUTCString()) ?? [];
  return `${day}/${month}/${year}:${time} +0000`;
}
