import { expect } from "vitest";
import { parseJson } from "../../../lib/json/json.ts";
import type { Entry } from "../entry.ts";

const account = { what: "a deployed intake", said: /AWS\s+credentials/ };
const isJson = ({ stdout }: { readonly stdout: string }) =>
  expect(parseJson(Buffer.from(stdout || "{}"))).toMatchObject({ ok: true });

/** As the AWS CLI says it; against moto and the local stack, which stand in for AWS. */
export const awsCommands: readonly Entry[] = [
  { command: /aws sqs (?!delete-message|\w+-message-move-task).+/, run: { check: isJson } },
  { command: /DLQ_ARN=\$\(aws sqs .+\)/, needs: account, run: {} },
  { command: /aws secretsmanager (put-secret-value|list-secrets).*/, run: { prints: /"Name": / } },
  { command: /aws lambda invoke .+/, needs: account, run: { prints: /"StatusCode": 200/ } },
  { command: /(curl -s -o|unzip -q) code\.zip .+/, needs: account },
  { command: /aws dynamodb query .+/, needs: account, run: { prints: /"Count": \d+/ } },
  {
    command: /aws secretsmanager (list-secret-version-ids|update-secret-version-stage|describe-secret) .+/,
    needs: account,
    run: { aws: "moto", prints: /AWSCURRENT|"VersionId"|"ARN"/ },
  },
  {
    command: /aws acm request-certificate .+/,
    needs: account,
    run: { aws: "moto", prints: /:certificate\// },
  },
  { command: /aws acm describe-certificate .+/, needs: account, run: { aws: "moto", prints: /"CNAME"/ } },
  { command: /aws apigatewayv2 .+/, needs: account, run: { aws: "moto", prints: /\S/ } },
  {
    command: /aws logs describe-log-groups .+/,
    needs: account,
    run: { aws: "moto", prints: /NotificationIntake-prod-/ },
  },
  { command: /aws cloudwatch list-metrics/, needs: account, run: { aws: "moto", prints: /"Metrics"/ } },
  // Named, or with a gap for what the reader knows: the options are known, if the CLI makes a form of them.
  {
    command: /aws (sqs (delete-message|\w+-message-move-task.*)|[\w-]+ [\w-]+ .*…( .*)?)/,
    needs: account,
    run: {
      as: (text) => `${text.replaceAll("…", "x")} --generate-cli-skeleton`,
      aws: "refusing",
      check: isJson,
    },
  },
];
