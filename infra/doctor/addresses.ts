import { type ClientTls, codeOf, isTlsRefusal, post } from "../simulators/post.ts";
import type { Finding } from "./finding.ts";

interface Address {
  readonly id: string;
  readonly address: string;
  /** Whether API Gateway asks for a client certificate there. */
  readonly isMutualTls: boolean;
  readonly tls?: ClientTls;
}

const advice: Readonly<Record<number, string>> = {
  200: "it takes deliveries of anybody: look at the source's authentication at once",
  404: "nothing is at this address: deploy the stage, and compare the address with the vendor's settings",
  429: "it is throttled: raise throttling, or find out who calls",
  503: 'the function cannot read or use its secret: query its log for outcome = "failed"',
};

/** A POST without credentials, which counts as refused, and a GET. */
export async function checkAddress({ id, address, isMutualTls, tls }: Address): Promise<Finding[]> {
  const ask = async (method: "POST" | "GET") => {
    const body = method === "POST" ? "{}" : "";
    try {
      return (await post(address, { "content-type": "application/json" }, body, tls, method)).status;
    } catch (error) {
      return codeOf(error);
    }
  };
  const [posted, got] = [await ask("POST"), await ask("GET")];
  const isRefused = posted === 401 || posted === 403 || (isMutualTls && isTlsRefusal(posted));
  const isMissing = got === 404 || (isMutualTls && (got === 403 || isTlsRefusal(got)));
  const byDefault = "look at DNS and the domain's certificate, then at the function's log";
  const next = isRefused ? undefined : (advice[Number(posted)] ?? byDefault);
  const unknown = isMissing ? undefined : "something else than the intake answers at this address";
  return [{ subject: id, text: `POST without credentials ${posted}, GET ${got}`, next: next ?? unknown }];
}
