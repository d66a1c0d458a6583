import { expect, it } from "vitest";
import { runCheck, type TargetCheck } from "../../../infra/acceptance/check.ts";
import { reports, waits } from "../../../infra/acceptance/checks/containers.ts";
import { domains, permissions } from "../../../infra/acceptance/checks/permissions.ts";
import { awsMembers } from "../../../infra/acceptance/targets/aws-members.ts";
import { createChain } from "../../support/certificate-chain.ts";
import { type Answers, startFakeAws } from "../../support/fake-aws.ts";

const arn = (service: string, name: string) => `arn:aws:${service}:eu-west-1:111122223333:${name}`;
const isSecretOf = (role: string, resource: string) =>
  resource.includes(":secret:") && role.endsWith(resource.split(":").at(-1) ?? "");

/** By role and resource, as the stack's policies grant. */
function decide(action: string, role: string, resource: string): boolean {
  if (action === "secretsmanager:GetSecretValue") return isSecretOf(role, resource);
  if (action === "sqs:SendMessage") return /:(events|quarantine)$/.test(resource);
  return /^dynamodb:(Get|Put)Item$/.test(action);
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html */
const simulator =
  (isAllowed = decide) =>
  (body: string) => {
    const input = new URLSearchParams(body);
    const [role = "", resource = ""] = [input.get("PolicySourceArn"), input.get("ResourceArns.member.1")].map(
      (text) => text ?? "",
    );
    const results = [...input]
      .filter(([name]) => name.startsWith("ActionNames."))
      .map(([, action]) => {
        const decision = isAllowed(action, role, resource) ? "allowed" : "implicitDeny";
        return `<member><MatchedStatements/><EvalDecision>${decision}</EvalDecision><EvalActionName>${action}</EvalActionName></member>`;
      });
    return `<EvaluationResults>${results.join("")}</EvaluationResults>`;
  };

const logEvent = (logStreamName: string, message: object) => ({
  logStreamName,
  message: JSON.stringify(message),
});
/** https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html#platform-report */
const report = (metrics: object) => ({
  type: "platform.report",
  record: {
    status: "success",
    metrics: { durationMs: 20, billedDurationMs: 21, maxMemoryUsedMB: 99, ...metrics },
  },
});
const lines = [
  logEvent("a", { outcome: "accepted", secretMs: 50, checkMs: 40 }),
  logEvent("b", { outcome: "accepted", secretMs: 70, checkMs: 42 }),
  logEvent("a", report({ initDurationMs: 180, durationMs: 90 })),
  logEvent("b", report({ initDurationMs: 220, durationMs: 110 })),
  logEvent("a", { outcome: "refused" }),
  logEvent("a", { outcome: "accepted", checkMs: 4 }),
  logEvent("a", report({})),
];
const truststoreUri = "s3://bucket/store.pem";

const sound: Answers = {
  ...Object.fromEntries(
    ["yoti", "thales", "relay"].map((id) => [
      `GET /2015-03-31/functions/${id}/configuration`,
      { Role: arn("iam", `role/${id}`), MemorySize: 512, LoggingConfig: { LogGroup: id } },
    ]),
  ),
  "secretsmanager.DescribeSecret": (body) => {
    return { ARN: arn("secretsmanager", `secret:${JSON.parse(body).SecretId}`) };
  },
  "AmazonSQS.GetQueueAttributes": (body) => {
    const name = JSON.parse(body).QueueUrl.split("/").at(-1);
    return { Attributes: { QueueArn: arn("sqs", name) } };
  },
  "POST /": simulator(),
  "Logs_20140328.FilterLogEvents": (body) => {
    const { logGroupName, nextToken } = JSON.parse(body);
    if (logGroupName !== "yoti") return {};
    return nextToken ? { events: lines.slice(3) } : { events: lines.slice(0, 3), nextToken: "more" };
  },
  "GET /v2/domainnames/vendors.example.com": {
    domainNameConfigurations: [{ certificateArn: "arn:1", domainNameStatus: "AVAILABLE" }],
    mutualTlsAuthentication: { truststoreUri },
  },
  "GET /v2/domainnames/vendors.example.com/apimappings": { items: [{ apiId: "a1" }] },
  "GET /v2/apis/a1": { disableExecuteApiEndpoint: true },
  "GET /bucket/store.pem": (await createChain(1, new Date())).join(""),
  "CertificateManager.DescribeCertificate": { Certificate: { NotAfter: Date.now() / 1000 + 90 * 86_400 } },
};

const outputs = {
  YotiEndpoint: "https://vendors.example.com/yoti",
  ThalesEndpoint: "https://vendors.example.com/thales",
  YotiFunctionName: "yoti",
  ThalesFunctionName: "thales",
  OutboxRelayFunctionName: "relay",
  YotiSecretName: "yoti",
  ThalesSecretName: "thales",
  TableName: "table",
};

async function startTarget(changed: Answers = {}, more: object = {}) {
  const { endpoint, requests, clientSettings, api } = await startFakeAws({ ...sound, ...changed });
  const queue = (name: string) => `${endpoint}/111122223333/${name}`;
  const consumers = [{ id: "events", queueUrl: queue("events"), deadLetterQueueUrl: queue("dead") }];
  const known = { consumers, quarantineQueueUrl: queue("quarantine"), clientSettings };
  const deployed = { ...known, outputs: { ...outputs, ...more }, stackName: "Stack" };
  const members = awsMembers(deployed, ["yoti", "thales"], api, new Date());
  return { target: { name: "AWS", sources: [], patienceMs: 0, ...known, ...members }, requests };
}

const find = async (check: TargetCheck, changed?: Answers) => runCheck(check, await startTarget(changed));

it("passes an intake whose roles and domains are as they should be, and signs for IAM's region", async () => {
  expect(await find(permissions)).toMatchObject({ result: "passed", sentence: "60 decisions" });
  expect(await find(domains)).toMatchObject({ result: "passed" });
  const { target, requests } = await startTarget();
  await target.access?.();
  const scopes = requests.map(({ headers }) => headers.authorization ?? "");
  expect(scopes.filter((scope) => /\/us-east-1\/iam\/aws4_request/.test(scope))).toHaveLength(18);
});

it.each<[what: string, check: TargetCheck, changed: Answers, sentence: string]>([
  [
    "reads another's secret",
    permissions,
    {
      "POST /": simulator(
        (...asked) =>
          asked.join().includes("GetSecretValue,arn:aws:iam:eu-west-1:111122223333:role/yoti") ||
          decide(...asked),
      ),
    },
    "yoti may secretsmanager:GetSecretValue (another's secret)",
  ],
  [
    "receives dead letters",
    permissions,
    {
      "POST /": simulator(
        (action, role, resource) =>
          (action === "sqs:ReceiveMessage" && /relay.*dead$/.test(role + resource)) ||
          decide(action, role, resource),
      ),
    },
    "the relay may sqs:ReceiveMessage (a consumer's queue)",
  ],
  [
    "cannot record",
    permissions,
    {
      "POST /": simulator(
        (action, role, resource) =>
          !(action === "dynamodb:PutItem" && role.endsWith("thales")) && decide(action, role, resource),
      ),
    },
    "thales may not dynamodb:PutItem (the table)",
  ],
  [
    "is open beside its domain",
    domains,
    { "GET /v2/apis/a1": {} },
    "vendors.example.com: execute-api of a1 is open",
  ],
])("fails an intake that %s", async (_, check, changed, sentence) => {
  expect(await find(check, changed)).toMatchObject({ result: "failed", sentence });
});

it("does not look for a domain where there is none", async () => {
  const { target } = await startTarget(
    {},
    Object.fromEntries(
      ["Yoti", "Thales"].map((name) => [
        `${name}Endpoint`,
        "https://a1.execute-api.eu-west-1.amazonaws.com/x",
      ]),
    ),
  );
  expect(await runCheck(domains, { target })).toMatchObject({ result: "not run" });
});

it("tells cold from warm in Lambda's reports", async () => {
  const { measures } = await find(reports);
  expect(measures).toEqual([
    { name: "yoti: init of a cold start", unit: "ms", values: { n: 2, p50: 180, p99: 220 } },
    { name: "yoti: first call after it", unit: "ms", values: { n: 2, p50: 90, p99: 110 } },
    { name: "yoti: warm call", unit: "ms", values: { n: 1, p50: 20, p99: 20 } },
    { name: "yoti: billed", unit: "ms", values: { n: 3, p50: 21, p99: 21 } },
    { name: "yoti: peak memory", unit: "MB", values: { n: 3, p50: 99, p99: 99 } },
  ]);
});

it("does not measure without reports", async () => {
  const without = { "Logs_20140328.FilterLogEvents": { events: lines.slice(0, 2) } };
  expect(await find(reports, without)).toMatchObject({ result: "not run" });
});

it("compares the waits of a container's first and later deliveries", async () => {
  const { measures = [] } = await find(waits);
  expect(measures.map(({ name, values }) => [name, values.p50])).toEqual([
    ["secretMs, first of a container", 50],
    ["checkMs, first of a container", 40],
    ["checkMs, second of a container", 4],
  ]);
});

it.each([
  ["a queue", {}, { sends: 40 }],
  ["a topic", { TopicArn: arn("sns", "topic.fifo") }, { publishes: 40, publishedBytes: 40, deliveries: 80 }],
])("adds up what CloudWatch counted for %s", async (_, more, events) => {
  const counting: Answers = {
    "GraniteServiceVersion20100801.GetMetricData": (body) => {
      const { MetricDataQueries, StartTime, EndTime } = JSON.parse(body);
      expect([StartTime, EndTime]).toEqual([60, 180]);
      return {
        MetricDataResults: MetricDataQueries.map(({ Id }: { Id: string }) => ({ Id, Values: [30, 10] })),
      };
    },
  };
  const { target } = await startTarget(counting, more);
  const used = await target.usage?.read(new Date(60_000), new Date(180_000));
  // Two functions of half a GB, 40 ms each.
  const functions = { invocations: 80, gbSeconds: 0.04, logBytes: 80 };
  expect(used).toEqual({ ...functions, readUnits: 40, writeUnits: 40, ...events });
});
