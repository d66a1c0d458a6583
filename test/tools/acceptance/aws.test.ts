import * as v from "valibot";
import { expect, it, onTestFinished, vi } from "vitest";
import { runCheck } from "../../../infra/acceptance/check.ts";
import { reports, waits } from "../../../infra/acceptance/checks/containers.ts";
import { domains, permissions } from "../../../infra/acceptance/checks/permissions.ts";
import type { TargetCheck } from "../../../infra/acceptance/played-source.ts";
import { awsMembers } from "../../../infra/acceptance/targets/aws-members.ts";
import { createAwsApi } from "../../../infra/aws-api/aws-api.ts";
import { type Answers, startFakeAws } from "../../support/fake-aws.ts";

/** A partition whose ARNs and addresses are not as everywhere. */
const arn = "arn:aws-cn";
const place = "cn-north-1:111122223333";
const topic = `${arn}:sns:${place}:topic.fifo`;

/** What the stack's policies grant the roles `yoti`, `thales` and `relay`. */
function isGranted(action: string, role: string, resource: string): boolean {
  if (!resource.startsWith(`${arn}:`)) return false;
  if (action === "secretsmanager:GetSecretValue") return resource.endsWith(`secret:${role}`);
  if (action === "sqs:SendMessage") return /:(events|quarantine)$/.test(resource);
  return /^(sns:Publish|dynamodb:(Get|Put)Item)$/.test(action);
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html */
const simulate = (mistake?: string) => (body: string) => {
  const { PolicySourceArn = "", ...input } = Object.fromEntries(new URLSearchParams(body));
  const role = PolicySourceArn.replace(/^.*\//, "");
  const resource = input["ResourceArns.member.1"] ?? "";
  const actions = Object.entries(input).filter(([name]) => name.startsWith("ActionNames.member."));
  const results = actions.map(([, action]) => {
    const isMistake = `${action} ${role} ${resource.replace(/^.*[:/]/, "")}` === mistake;
    const decision = isGranted(action, role, resource) === isMistake ? "implicitDeny" : "allowed";
    return `<member><EvalDecision>${decision}</EvalDecision><EvalActionName>${action}</EvalActionName></member>`;
  });
  return `<EvaluationResults>${results.join("")}</EvaluationResults>`;
};

const logged = (logStreamName: string, line: object) => ({ logStreamName, message: JSON.stringify(line) });
const report = (durationMs: number, initDurationMs?: number) => {
  const fixed = { billedDurationMs: 100, memorySizeMB: 512, maxMemoryUsedMB: 99 };
  const metrics = { durationMs, ...fixed, initDurationMs };
  return { type: "platform.report", record: { status: "success", metrics } };
};
const lines = [
  logged("a", { outcome: "accepted", secretMs: 50, checkMs: 40 }),
  logged("b", { outcome: "accepted", secretMs: 70, checkMs: 42 }),
  logged("a", report(90, 180)),
  logged("b", report(110, 220)),
  logged("a", { outcome: "refused" }),
  logged("a", { outcome: "accepted", checkMs: 4 }),
  logged("older", { outcome: "accepted", secretMs: 1, checkMs: 1 }),
  logged("a", report(20)),
];

const describeFunction = (id: string) => {
  const Variables = { NOTIFICATIONS_SECRET_ID: `${arn}:secretsmanager:${place}:secret:${id}` };
  const Environment = { Variables: id === "relay" ? {} : Variables };
  return {
    Role: `${arn}:iam::111122223333:role/${id}`,
    MemorySize: 512,
    LoggingConfig: { LogGroup: id },
    Environment,
  };
};
const domain = "vendors.example.com";
const configuration = { certificateArn: "arn:1", domainNameStatus: "AVAILABLE" };
const sound: Answers = {
  "GET /2015-03-31/functions/yoti/configuration": describeFunction("yoti"),
  "GET /2015-03-31/functions/thales/configuration": describeFunction("thales"),
  "GET /2015-03-31/functions/relay/configuration": describeFunction("relay"),
  "POST /": simulate(),
  "Logs_20140328.FilterLogEvents": (body) => {
    const { logGroupName, nextToken } = JSON.parse(body);
    if (logGroupName !== "yoti") return {};
    return nextToken ? { events: lines.slice(3) } : { events: lines.slice(0, 3), nextToken: "more" };
  },
  [`GET /v2/domainnames/${domain}`]: { domainNameConfigurations: [configuration] },
  [`GET /v2/domainnames/${domain}/apimappings`]: { items: [{ apiId: "a1" }] },
  "GET /v2/apis/a1": { disableExecuteApiEndpoint: true },
  "CertificateManager.DescribeCertificate": { Certificate: { NotAfter: Date.now() / 1000 + 90 * 86_400 } },
};

async function startTarget(changed: Answers = {}, outputs: object = {}, host = domain) {
  const { requests, clientSettings, api } = await startFakeAws({ ...sound, ...changed });
  const queue = (name: string) => `https://sqs.cn-north-1.amazonaws.com.cn/111122223333/${name}`;
  const consumers = [
    { id: "events", queueUrl: queue("events"), deadLetterQueueUrl: queue("dead"), filter: {} },
  ];
  const known = { consumers, quarantineQueueUrl: queue("quarantine"), clientSettings };
  const address = `https://${host}/source`;
  const functions = { YotiFunctionName: "yoti", ThalesFunctionName: "thales" };
  const others = { OutboxRelayFunctionName: "relay", YotiEndpoint: address, TableName: "table" };
  const sources = ["yoti", "thales"].map((id) => ({ id, address }));
  const ofStack = { outputs: { ...functions, ...others, ...outputs }, stackName: "Stack" };
  const members = awsMembers({ ...known, ...ofStack, sources }, api, new Date());
  return { target: { name: "AWS", sources: [], patienceMs: 0, ...known, ...members }, requests };
}

const find = async (check: TargetCheck, ...changed: Parameters<typeof startTarget>) =>
  runCheck(check, await startTarget(...changed));

it("passes roles and domains that are as they should be, and signs for IAM's region", async () => {
  const { target, requests } = await startTarget();
  expect(await runCheck(permissions, { target })).toMatchObject({ result: "passed" });
  const scopes = requests.map(({ headers }) => /[^/]+\/iam\//.exec(headers.authorization ?? "")?.[0] ?? []);
  // Three roles, each asked about two secrets, three queues and the table.
  expect(scopes.flat()).toEqual(Array.from({ length: 3 * 6 }, () => "us-east-1/iam/"));
  expect(await runCheck(domains, { target })).toMatchObject({ result: "passed" });
});

it.each([
  ["reads another's secret", "secretsmanager:GetSecretValue yoti thales", "another's secret is allowed"],
  ["receives dead letters", "sqs:ReceiveMessage relay dead", "a consumer's queue is allowed"],
  ["cannot record", "dynamodb:PutItem yoti table", "the table is implicitDeny"],
])("fails an intake with a function that %s", async (_, mistake, found) => {
  const [action, role] = mistake.split(" ");
  const sentence = expect.stringMatching(new RegExp(`^(the )?${role}: ${action} on ${found}$`));
  const finding = await find(permissions, { "POST /": simulate(mistake) });
  expect(finding).toMatchObject({ result: "failed", sentence });
});

it("fails an intake that is open beside its domain", async () => {
  const finding = await find(domains, { "GET /v2/apis/a1": {} });
  expect(finding).toMatchObject({ result: "failed", sentence: `${domain}: execute-api of a1 is open` });
});

it("runs no check that needs a domain or reports where there are none", async () => {
  const without = await find(domains, {}, {}, "a1.execute-api.eu-west-1.amazonaws.com");
  expect(without.result).toBe("not run");
  for (const check of [reports, waits]) {
    const silent = await find(check, { "Logs_20140328.FilterLogEvents": { events: lines.slice(0, 2) } });
    expect(silent.result).toBe("not run");
  }
});

it("tells cold from warm in Lambda's reports, and a container's first deliveries from later ones", async () => {
  const [ofReports, ofWaits] = [await find(reports), await find(waits)];
  const all = [...(ofReports.measures ?? []), ...(ofWaits.measures ?? [])];
  expect(all.map(({ name, values }) => [name, values])).toEqual([
    ["yoti: init of a cold start", { n: 2, p50: 180, p99: 220 }],
    ["yoti: first call after it", { n: 2, p50: 90, p99: 110 }],
    ["yoti: warm call", { n: 1, p50: 20, p99: 20 }],
    ["yoti: billed", { n: 3, p50: 100, p99: 100 }],
    ["yoti: peak memory", { n: 3, p50: 99, p99: 99 }],
    ["secretMs, first of a container", { n: 2, p50: 50, p99: 70 }],
    ["checkMs, first of a container", { n: 2, p50: 40, p99: 42 }],
    ["checkMs, second of a container", { n: 1, p50: 4, p99: 4 }],
  ]);
});

it.each([
  ["eu-west-1", "https://iam.amazonaws.com/", "https://acm.eu-west-1.amazonaws.com/"],
  [
    "cn-northwest-1",
    "https://iam.cn-north-1.amazonaws.com.cn/",
    "https://acm.cn-northwest-1.amazonaws.com.cn/",
  ],
])("asks the addresses of the partition of %s", async (region, ...addresses) => {
  const fetched = vi.spyOn(globalThis, "fetch").mockImplementation(async () => new Response("{}"));
  onTestFinished(() => fetched.mockRestore());
  const api = createAwsApi({ region, credentials: { accessKeyId: "test", secretAccessKey: "test" } });
  await api.query("iam", {});
  await api.call("acm", "DescribeCertificate", {}, v.object({}));
  expect(fetched.mock.calls.map(([url]) => String(url))).toEqual(addresses);
});

it.each([
  ["a queue", {}, { sends: 40 }],
  ["a topic", { TopicArn: topic }, { publishes: 40, deliveries: 80 }],
])("adds up what CloudWatch counted for %s", async (_, outputs, events) => {
  const GetMetricData = (body: string) => {
    const { MetricDataQueries, StartTime, EndTime } = JSON.parse(body);
    expect([StartTime, EndTime]).toEqual([60, 180]);
    const queries: readonly { readonly Id: string }[] = MetricDataQueries;
    return { MetricDataResults: queries.map(({ Id }) => ({ Id, Values: [30, 10] })) };
  };
  const counting = { "GraniteServiceVersion20100801.GetMetricData": GetMetricData };
  const { target } = await startTarget(counting, outputs);
  // Two functions of half a GB, 40 ms each.
  const functions = { invocations: 80, gbSeconds: 0.04, logBytes: 80 };
  const used = await target.usage.read(new Date(60_000), new Date(180_000));
  expect(used).toEqual({ ...functions, readUnits: 40, writeUnits: 40, ...events });
});
