import { LambdaClient } from "@aws-sdk/client-lambda";
import { retryMiddleware, StandardRetryStrategy } from "@smithy/core/retry";
import { SignatureV4 } from "@smithy/signature-v4";
import * as v from "valibot";
import type { ClientSettings } from "../endpoints/client-settings.ts";

/** Their clients would weigh megabytes each. Targets and versions are those of the API references. */
const services = {
  monitoring: { target: "GraniteServiceVersion20100801", version: "1.0" },
  logs: { target: "Logs_20140328", version: "1.1" },
  acm: { target: "CertificateManager", version: "1.1" },
  servicequotas: { target: "ServiceQuotasV20190624", version: "1.1" },
} as const;
const versions = { iam: "2010-05-08", cloudformation: "2010-05-15" } as const;

type Schema<Input, Result> = v.GenericSchema<Input, Result>;
export type AwsApi = ReturnType<typeof createAwsApi>;

type Call<Result> = readonly [
  service: keyof typeof services,
  operation: string,
  input: object,
  schema: Schema<unknown, Result>,
];

/** CloudWatch and its logs spell it so. */
const nextSchema = v.object({ NextToken: v.nullish(v.string()), nextToken: v.nullish(v.string()) });
const maxCallMs = 10_000;
const maxAttempts = 3;
const retry = retryMiddleware({
  maxAttempts: async () => maxAttempts,
  retryStrategy: async () => new StandardRetryStrategy(maxAttempts),
});
const errorSchema = json(v.object({ __type: v.string() }));

export function json<Result>(schema: Schema<unknown, Result>) {
  return v.pipe(v.string(), v.parseJson(), schema);
}

/** Signs as the client would. */
function createSender({ config: { credentials, region, sha256 } }: LambdaClient, endpoint?: string) {
  async function attempt(service: string, path: string, headers: object, body?: string) {
    const { host, signingRegion } = placeOf(service, await region());
    const url = new URL(path, endpoint ?? `https://${host}`);
    const method = body === undefined ? "GET" : "POST";
    const { protocol, hostname, pathname, searchParams } = url;
    const query = Object.fromEntries(searchParams);
    const signedHeaders = { ...headers, host: url.host };
    const request = { method, protocol, hostname, path: pathname, query, body, headers: signedHeaders };
    const signer = new SignatureV4({ credentials, region: signingRegion, service, sha256 });
    const signed = await signer.sign(request);
    const signal = AbortSignal.timeout(maxCallMs);
    const response = await fetch(url, { method, body, headers: signed.headers, signal });
    const text = await response.text();
    if (response.ok) return { response, output: { text, $metadata: {} } };
    throw refusal(response, text);
  }

  return async (...request: Parameters<typeof attempt>): Promise<string> => {
    const run = retry<Awaited<ReturnType<typeof attempt>>["output"]>(() => attempt(...request), {});
    return (await run({ input: {}, request })).output.text;
  };
}

/** Signed calls of services that have no SDK client here. Rejects with the error's code. */
export function createAwsApi({ endpoint = process.env.AWS_ENDPOINT_URL, ...settings }: ClientSettings) {
  const lambda = new LambdaClient(endpoint === undefined ? settings : { ...settings, endpoint });
  const send = createSender(lambda, endpoint);

  async function callText(service: keyof typeof services, operation: string, input: object): Promise<string> {
    const { target, version } = services[service];
    const contentType = `application/x-amz-json-${version}`;
    const headers = { "content-type": contentType, "x-amz-target": `${target}.${operation}` };
    return send(service, "/", headers, JSON.stringify(input));
  }

  return {
    lambda,
    async call<Result>(...[service, operation, input, schema]: Call<Result>): Promise<Result> {
      return v.parse(json(schema), await callText(service, operation, input));
    },
    /** One may be empty before the end is reached. */
    async pages<Result>(...[service, operation, input, schema]: Call<Result>): Promise<Result[]> {
      const pages: Result[] = [];
      let next = {};
      do {
        const text = await callText(service, operation, { ...input, ...next });
        pages.push(v.parse(json(schema), text));
        next = v.parse(json(nextSchema), text);
      } while (Object.values(next).some(Boolean));
      return pages;
    },
    /** Of a service that answers in XML. */
    query(service: keyof typeof versions, parameters: Readonly<Record<string, string>>): Promise<string> {
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      const input = new URLSearchParams({ Version: versions[service], ...parameters });
      return send(service, "/", headers, input.toString());
    },
    /** Of a REST protocol. */
    async get<Result>(service: string, path: string, schema: Schema<string, Result>) {
      return v.parse(schema, await send(service, path, {}));
    },
  };
}

/** https://docs.aws.amazon.com/general/latest/gr/iam-service.html: IAM has one address in each partition. */
function placeOf(service: string, region: string) {
  const isChina = region.startsWith("cn-");
  const domain = isChina ? "amazonaws.com.cn" : "amazonaws.com";
  if (service !== "iam") return { host: `${service}.${region}.${domain}`, signingRegion: region };
  const signingRegion = isChina ? "cn-north-1" : "us-east-1";
  return { host: isChina ? `iam.${signingRegion}.${domain}` : `iam.${domain}`, signingRegion };
}

/** The SDK's retry rules know codes by the name. IAM and S3 answer in XML. */
function refusal({ status, headers }: Response, text: string): Error {
  const error = v.safeParse(errorSchema, text);
  const code = error.success ? error.output.__type : headers.get("x-amzn-errortype");
  const named = code ?? /<Code>(.+?)</.exec(text)?.[1] ?? `HTTP ${status}`;
  const name = named.replace(/^.*#|:.*$/g, "");
  return Object.assign(new Error(name), { name, $metadata: { httpStatusCode: status } });
}
