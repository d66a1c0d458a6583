import * as v from "valibot";
import type { AwsApi } from "../aws-api/aws-api.ts";
import type { Finding } from "./finding.ts";

const schema = v.object({ Quota: v.object({ Value: v.number() }) });

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html: L-8A5B8E43 is requests a second. */
const quotas = [
  // Lambda takes ten requests a second for each unit of concurrency.
  { ServiceCode: "lambda", QuotaCode: "L-B99A9384", name: "Lambda: concurrent executions", share: 0.1 },
  { ServiceCode: "apigateway", QuotaCode: "L-8A5B8E43", name: "API Gateway: requests a second", share: 1 },
];

/** Section 6 of docs/operating.md has the arithmetic. */
export function checkQuotas(api: AwsApi, perSecond: number): Promise<Finding[]> {
  return Promise.all(
    quotas.map(async ({ name, share, ...input }) => {
      const read = (operation: string) => api.call("servicequotas", operation, input, schema);
      // AWS has no value of a quota that nobody changed.
      const { Quota } = await read("GetServiceQuota").catch((error) => {
        if (error instanceof Error && error.message === "NoSuchResourceException")
          return read("GetAWSDefaultServiceQuota");
        throw error;
      });
      const needed = Math.ceil(perSecond * share);
      const text = `${Quota.Value}, and ${perSecond} deliveries a second need ${needed}`;
      return { subject: name, text, next: Quota.Value < needed ? "ask AWS for a higher quota" : undefined };
    }),
  );
}
