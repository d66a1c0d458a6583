import { X509Certificate } from "node:crypto";
import * as v from "valibot";
import { type AwsApi, json } from "../aws-api/aws-api.ts";
import type { Finding } from "./finding.ts";

const configurationSchema = v.object({
  certificateArn: v.string(),
  ownershipVerificationCertificateArn: v.nullish(v.string()),
  domainNameStatus: v.nullish(v.string(), "AVAILABLE"),
});
const mutualTlsSchema = v.object({
  truststoreUri: v.string(),
  truststoreVersion: v.nullish(v.string()),
  truststoreWarnings: v.nullish(v.array(v.string()), []),
});
const domainSchema = v.object({
  domainNameConfigurations: v.array(configurationSchema),
  mutualTlsAuthentication: v.nullish(mutualTlsSchema),
});
const mappingsSchema = v.object({ items: v.array(v.object({ apiId: v.string() })) });
const apiSchema = v.object({ disableExecuteApiEndpoint: v.nullish(v.boolean()) });
/** Seconds since 1970. */
const certificateSchema = v.object({ Certificate: v.object({ NotAfter: v.optional(v.number(), 0) }) });

/** As the alarms of certificates have it. */
const leastDays = 30;
const dayMs = 24 * 60 * 60 * 1000;

export type Domain = v.InferOutput<typeof domainSchema> & { readonly name: string };

export async function readDomain(api: AwsApi, name: string): Promise<Domain> {
  return { name, ...(await api.get("apigateway", `/v2/domainnames/${name}`, json(domainSchema))) };
}

export async function checkDomain(api: AwsApi, domain: Domain, now: Date): Promise<Finding[]> {
  const { name: subject, domainNameConfigurations, mutualTlsAuthentication } = domain;
  const findings: Finding[] = [];
  for (const { domainNameStatus, ...arns } of domainNameConfigurations) {
    const next = domainNameStatus === "AVAILABLE" ? undefined : "look at the domain in API Gateway";
    findings.push({ subject, text: `API Gateway says ${domainNameStatus}`, next });
    for (const CertificateArn of Object.values(arns)) {
      if (!CertificateArn) continue;
      const input = { CertificateArn };
      const { Certificate } = await api.call("acm", "DescribeCertificate", input, certificateSchema);
      findings.push(expiry(subject, CertificateArn, Certificate.NotAfter * 1000, now));
    }
  }
  if (mutualTlsAuthentication)
    findings.push(...(await checkTruststore(api, subject, mutualTlsAuthentication, now)));
  return [...findings, ...(await checkDefaultEndpoint(api, subject))];
}

async function checkTruststore(
  api: AwsApi,
  subject: string,
  { truststoreUri, truststoreVersion, truststoreWarnings }: v.InferOutput<typeof mutualTlsSchema>,
  now: Date,
): Promise<Finding[]> {
  const version = truststoreVersion ? `?versionId=${encodeURIComponent(truststoreVersion)}` : "";
  const pem = await api.get("s3", truststoreUri.replace("s3:/", "") + version, v.string());
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  const endsAtMs = Math.min(...blocks.map((block) => Date.parse(new X509Certificate(block).validTo)));
  const next = "put a valid certificate into the trust store, and deploy";
  return [
    expiry(subject, "the first certificate of the trust store", endsAtMs, now),
    ...(truststoreWarnings ?? []).map((text) => ({ subject, text: `trust store: ${text}`, next })),
  ];
}

/** Past a domain, `execute-api` would take deliveries without a client certificate. */
async function checkDefaultEndpoint(api: AwsApi, subject: string): Promise<Finding[]> {
  const path = `/v2/domainnames/${subject}/apimappings`;
  const { items } = await api.get("apigateway", path, json(mappingsSchema));
  const findings = items.map(async ({ apiId }) => {
    const found = await api.get("apigateway", `/v2/apis/${apiId}`, json(apiSchema));
    const isClosed = found.disableExecuteApiEndpoint === true;
    const text = `execute-api of ${apiId} is ${isClosed ? "closed" : "open"}`;
    return { subject, text, next: isClosed ? undefined : "deploy the stage, which closes it" };
  });
  return Promise.all(findings);
}

function expiry(subject: string, what: string, endsAtMs: number, now: Date): Finding {
  const days = Math.floor((endsAtMs - now.getTime()) / dayMs);
  return { subject, text: `${what} ends in ${days} days`, next: days < leastDays ? "renew it" : undefined };
}
