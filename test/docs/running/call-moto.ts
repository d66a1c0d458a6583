const prefixes = {
  logs: "Logs_20140328",
  acm: "CertificateManager",
  secretsmanager: "secretsmanager",
  apigateway: "",
} as const;

/** Calls moto in AWS's JSON protocols; an action that is a path is REST. The signature only says which service is meant. */
export async function callMoto(
  url: string,
  service: keyof typeof prefixes,
  action: string,
  input: object,
): Promise<unknown> {
  const isPath = action.startsWith("/");
  const credential = `Credential=local/20261121/us-east-1/${service}/aws4_request`;
  const response = await fetch(isPath ? `${url}${action}` : url, {
    method: "POST",
    headers: {
      authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host, Signature=none`,
      "content-type": isPath ? "application/json" : "application/x-amz-json-1.1",
      ...(isPath ? {} : { "x-amz-target": `${prefixes[service]}.${action}` }),
    },
    body: JSON.stringify(input),
  });
  if (!response.ok) throw new Error(`moto refuses ${action}: ${await response.text()}`);
  const text = await response.text();
  return text === "" ? undefined : JSON.parse(text);
}
