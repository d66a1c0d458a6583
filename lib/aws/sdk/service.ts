import { ServiceException } from "@smithy/core/client";
import { parseUrl } from "@smithy/core/protocols";
import { operation } from "@smithy/core/schema";
import { fromBase64, fromUtf8, streamCollector, toBase64, toUtf8 } from "@smithy/core/serde";
import { SignatureV4 } from "@smithy/signature-v4";
import type {
  ClientProtocol,
  HttpRequest,
  HttpResponse,
  MetadataBearer,
  ResponseMetadata,
  StaticOperationSchema,
} from "@smithy/types";
import { type Deadline, limitBy } from "./deadline.ts";
import { oneShotHash } from "./one-shot-hash.ts";
import type { Operation } from "./operation.ts";
import { createRetry } from "./retry.ts";
import { createServiceClock } from "./service-clock.ts";
import type { ServiceSettings } from "./service-settings.ts";

type Protocol = ClientProtocol<HttpRequest, HttpResponse>;

/**
 * Calls a service by the SDK's own protocol, signer, retry rules and errors. The SDK's clients find out the endpoint,
 * the credentials and the way to sign anew at each call. Here they are settings.
 */
export function createService(protocol: Protocol, settings: ServiceSettings) {
  const { region, credentials, signingName, connections, attemptMs, maxAttempts, readTraceId } = settings;
  const endpoint = parseUrl(settings.endpoint);
  const context = {
    endpoint: async () => endpoint,
    base64Encoder: toBase64,
    base64Decoder: fromBase64,
    utf8Encoder: toUtf8,
    utf8Decoder: fromUtf8,
    streamCollector,
  };
  protocol.setSerdeContext(context);
  const retry = createRetry(maxAttempts);
  const signer = new SignatureV4({
    service: signingName,
    region,
    credentials,
    sha256: oneShotHash("sha256"),
  });
  const clock = createServiceClock();

  return <Input extends object, Output extends MetadataBearer>([
    ,
    namespace,
    name,
    traits,
    inputSchema,
    outputSchema,
  ]: StaticOperationSchema): Operation<Input, Output> => {
    const schema = operation(namespace, name, traits, inputSchema, outputSchema);
    const attempt = async (request: HttpRequest, deadline: Deadline) => {
      const reading = clock.read();
      const signingDate = new Date(reading.atMs + reading.offsetMs);
      const signed = await signer.sign(request, { signingDate, signingRegion: region });
      const response = await connections.send(signed, limitBy(deadline, attemptMs));
      const isClockCorrected = clock.correct(response, reading);
      try {
        return await protocol.deserializeResponse<Output>(schema, context, response);
      } catch (error) {
        throw describeError(error, response, isClockCorrected);
      }
    };
    return async (input, deadline) => {
      const request = await protocol.serializeRequest(schema, input, context);
      addHeaders(request, readTraceId());
      return retry(request, deadline, () => attempt(request, deadline));
    };
  };
}

/** As the SDK's clients do before they sign. */
function addHeaders({ headers, hostname, port, body }: HttpRequest, traceId: string | undefined): void {
  headers["content-length"] = String(Buffer.byteLength(body));
  headers.host = port === undefined ? hostname : `${hostname}:${port}`;
  if (traceId) headers["X-Amzn-Trace-Id"] = traceId;
}

/** The retry rules read these. A response that the protocol cannot read has a status too. */
function describeError(error: unknown, response: HttpResponse, isClockCorrected: boolean): unknown {
  if (!(error instanceof Error)) return error;
  const status: ResponseMetadata = { httpStatusCode: response.statusCode };
  const $metadata = error instanceof ServiceException ? error.$metadata : status;
  const described = isClockCorrected ? { ...$metadata, clockSkewCorrected: true } : $metadata;
  const hidden = { value: response, enumerable: false };
  return Object.defineProperty(Object.assign(error, { $metadata: described }), "$response", hidden);
}
