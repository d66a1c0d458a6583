import { setTimeout as sleep } from "node:timers/promises";
import { LambdaClient, type LambdaClientConfig } from "@aws-sdk/client-lambda";
import { SignatureV4 } from "@smithy/signature-v4";
import * as v from "valibot";

/** Their clients would weigh megabytes each. Targets and versions are those of the API references. */
const services = {
  monitoring: { target: "GraniteServiceVersion20100801", version: "1.0" },
  logs: { target: "Logs_20140328", version: "1.1" },
  acm: { target: "CertificateManager", version: "1.1" },
  servicequotas: { target: "ServiceQuotasV20190624", version: "1.1" },
} as const;
const versions = { iam: "2010-05-08", cloudformation: "2010-05-15" } as const;

type AwsSettings = Pick<LambdaClientConfig, "region" | "credentials"> & { readonly endpoint?: string };
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
const waitMs = 250;
const errorSchema = json(v.object({ __type: v.string() }));

export function json<Result>(schema: Schema<unknown, Result>) {
  return v.pipe(v.string(), v.parseJson(), schema);
}

class Refusal extends Error {
  readonly isTransient: boolean;

  constructor(code: string, status: number) {
    super(code);
    this.isTransient =
      status === 429 || status >= 500 || /Throttl|TooManyRequests|RequestLimitExceeded/.test(code);
  }
}

/** Signed calls of services that have no SDK client here. Rejects with the error's code. */
export function createAwsApi({ endpoint = process.env.AWS_ENDPOINT_URL, ...settings }: AwsSettings) {
  const { credentials, region, sha256 } = new LambdaClient(settings).config;

  async function send(...request: Parameters<typeof attempt>): Promise<string> {
    for (let attempts = 1; ; attempts += 1)
      try {
        return await attempt(...request);
      } catch (error) {
        if (attempts === maxAttempts || (error instanceof Refusal && !error.isTransient)) throw error;
        await sleep(attempts * waitMs);
      }
  }

  async function attempt(service: string, path: string, headers: object, body?: string) {
    // IAM has one address for all regions.
    const place = service === "iam" ? async () => "us-east-1" : region;
    const host = service === "iam" ? service : `${service}.${await region()}`;
    const url = new URL(path, endpoint ?? `https://${host}.amazonaws.com`);
    const method = body === undefined ? "GET" : "POST";
    const { protocol, hostname, pathname, searchParams } = url;
    const query = Object.fromEntries(searchParams);
    const signedHeaders = { ...headers, host: url.host };
    const request = { method, protocol, hostname, path: pathname, query, body, headers: signedHeaders };
    const signed = await new SignatureV4({ credentials, region: place, service, sha256 }).sign(request);
    const signal = AbortSignal.timeout(maxCallMs);
    const response = await fetch(url, { method, body, headers: signed.headers, signal });
    const text = await response.text();
    if (response.ok) return text;
    const error = v.safeParse(errorSchema, text);
    const code = error.success ? error.output.__type : response.headers.get("x-amzn-errortype");
    // IAM and S3 answer in XML.
    const named = code ?? /<Code>(.+?)</.exec(text)?.[1];
    throw new Refusal((named ?? `HTTP ${response.status}`).replace(/^.*#|:.*$/g, ""), response.status);
  }

  async function callText(service: keyof typeof services, operation: string, input: object): Promise<string> {
    const { target, version } = services[service];
    const contentType = `application/x-amz-json-${version}`;
    const headers = { "content-type": contentType, "x-amz-target": `${target}.${operation}` };
    return send(service, "/", headers, JSON.stringify(input));
  }

  return {
    async call<Result>(...[service, operation, input, schema]: Call<Result>): Promise<Result> {
      return v.parse(json(schema), await callText(service, operation, input));
    },
    /** One may be empty before the end is reached. */
    async *pages<Result>(...[service, operation, input, schema]: Call<Result>): AsyncGenerator<Result> {
      let next = {};
      do {
        const text = await callText(service, operation, { ...input, ...next });
        yield v.parse(json(schema), text);
        next = v.parse(json(nextSchema), text);
      } while (Object.values(next).some(Boolean));
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
