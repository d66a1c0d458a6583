import { randomUUID } from "node:crypto";
import { expect, it, onTestFinished } from "vitest";
import { deployedChecks } from "../../../infra/doctor/checks.ts";
import { type Finding, runChecks } from "../../../infra/doctor/finding.ts";
import { localClientSettings } from "../../../infra/endpoints/client-settings.ts";
import { localRegion as region } from "../../../infra/local/stack/intrinsics.ts";
import { createChain } from "../../support/certificate-chain.ts";
import { type Answers, startFakeAws } from "../../support/fake-aws.ts";
import { startLocalAws } from "../../support/local-stores.ts";

const { aws, createQueue } = await startLocalAws();
const now = new Date();
const dayMs = 24 * 60 * 60 * 1000;
const chainWithDaysLeft = async (days: number) =>
  (await createChain(1, new Date(now.getTime() - (365 - days - 0.5) * dayMs))).join("");
const createQueues = async () => ({
  QueueUrl: await createQueue(),
  DeadLetterQueueUrl: await createQueue(),
  QuarantineQueueUrl: await createQueue(),
});
const empty = await createQueues();
const createTopic = () => aws.sns.createTopic(randomUUID(), {}, undefined, region).arn;
const heard = createTopic();
aws.sns.subscribe(heard, "sqs", empty.QueueUrl.arn, {});
const withAlarm = (fields: object = {}) => {
  const alarm = { AlarmName: "Intake-dev-IntakeAlarmsA", StateValue: "OK", AlarmActions: [heard], ...fields };
  const ofAnother = { AlarmName: "Intake-dev-acceptance-IntakeAlarmsA", StateValue: "ALARM" };
  const DescribeAlarms = (body: string) => {
    const { AlarmNamePrefix } = JSON.parse(body);
    const all = [alarm, ofAnother];
    return { MetricAlarms: all.filter(({ AlarmName }) => AlarmName.startsWith(AlarmNamePrefix)) };
  };
  return { "GraniteServiceVersion20100801.DescribeAlarms": DescribeAlarms };
};
const withDomain = (domainNameStatus = "AVAILABLE") => {
  const certificates = { certificateArn: "arn:certificate", ownershipVerificationCertificateArn: null };
  const mutualTlsAuthentication = { truststoreUri: "s3://bucket/store.pem", truststoreVersion: "v/1" };
  const domainNameConfigurations = [{ ...certificates, domainNameStatus }];
  return { "GET /v2/domainnames/127.0.0.1": { domainNameConfigurations, mutualTlsAuthentication } };
};
const withCertificate = (days: number) => {
  const NotAfter = now.getTime() / 1000 + (days + 0.5) * 24 * 60 * 60;
  return { "CertificateManager.DescribeCertificate": { Certificate: { NotAfter } } };
};
const withAuthority = async (days: number) => ({
  "GET /bucket/store.pem?versionId=v%2F1": await chainWithDaysLeft(days),
});
const withLog = (...events: object[]) => ({ "Logs_20140328.FilterLogEvents": { events } });
const withQuotas = (answer: object | number) => ({
  "ServiceQuotasV20190624.GetAWSDefaultServiceQuota": answer,
});

const withOwnQuotas = (__type: string) => ({ "ServiceQuotasV20190624.GetServiceQuota": { __type } });
const denied = "AccessDeniedException";

/** What AWS's API references say, and the intake's own answers. */
const healthy = {
  "POST /yoti": 401,
  "GET /yoti": 404,
  ...withDomain(),
  "GET /v2/domainnames/127.0.0.1/apimappings": { items: [{ apiId: "a1" }] },
  "GET /v2/apis/a1": { disableExecuteApiEndpoint: true },
  "GET /2015-03-31/functions/f/configuration": {
    Role: "r",
    MemorySize: 256,
    LoggingConfig: { LogGroup: "group" },
  },
  ...(await withAuthority(90)),
  ...withCertificate(90),
  ...withLog(),
  ...withAlarm(),
  ...withOwnQuotas("NoSuchResourceException"),
  ...withQuotas({ Quota: { Value: 1000 } }),
};

async function examine(changed: Answers = {}, perSecond?: number, queues = empty) {
  const { endpoint, requests, api } = await startFakeAws({ ...healthy, ...changed });
  const urls = Object.fromEntries(Object.entries(queues).map(([name, { url }]) => [name, url]));
  const outputs = { YotiEndpoint: `${endpoint}/yoti`, YotiFunctionName: "f", ...urls };
  const clientSettings = localClientSettings({ aws: aws.url, region });
  const deployed = { outputs, stackName: "Intake-dev", clientSettings };
  const checks = deployedChecks(deployed, api, now, perSecond);
  const findings: Finding[] = await Array.fromAsync(runChecks(checks));
  const actions = findings.filter(({ next }) => next !== undefined);
  return { findings, requests, actions: actions.map(({ subject, text: found }) => `${subject}: ${found}`) };
}

it("finds nothing to do for an intake that is well, and signs each call for its service", async () => {
  const { findings, actions, requests } = await examine();
  expect(actions).toEqual([]);
  expect(findings.map(({ text: found }) => found)).toEqual(
    expect.arrayContaining(["POST without credentials 401, GET 404", "arn:certificate ends in 90 days"]),
  );
  const scopes = requests.map(
    ({ headers }) => /\/us-east-1\/([a-z0-9]+)\/aws4_request/.exec(headers.authorization ?? "")?.[1],
  );
  const services = ["apigateway", "acm", "s3", undefined, "lambda", "logs", "monitoring", "servicequotas"];
  expect(new Set(scopes)).toEqual(new Set(services));
});

it.each<[what: string, changed: Answers, action: string | RegExp]>([
  ["takes deliveries of anybody", { "POST /yoti": 200 }, "Yoti: POST without credentials 200, GET 404"],
  ["cannot use its secret", { "POST /yoti": 503 }, "Yoti: POST without credentials 503, GET 404"],
  ["answers a GET", { "GET /yoti": 200 }, "Yoti: POST without credentials 401, GET 200"],
  ["says that its secret is unusable", withLog({ message: "{}" }), /^Yoti: .+ cannot use .+ of the secret$/],
  ["has a certificate that ends soon", withCertificate(29), "127.0.0.1: arn:certificate ends in 29 days"],
  ["has an authority that ends soon", await withAuthority(3), /: the .+ of the trust store ends in 3 days$/],
  ["has a domain that is not ready", withDomain("PENDING"), "127.0.0.1: API Gateway says PENDING"],
  ["has an open execute-api", { "GET /v2/apis/a1": {} }, "127.0.0.1: execute-api of a1 is open"],
  ["has an alarm on", withAlarm({ StateValue: "ALARM" }), "Intake-dev-IntakeAlarmsA: the alarm is on"],
  ["notifies nobody", withAlarm({ AlarmActions: [] }), "alarms: 1 alarms: 0 on, 1 that notify nobody"],
  ["has no subscriber", withAlarm({ AlarmActions: [createTopic()] }), /: 0 confirmed subscriptions$/],
  ["may not be asked for quotas", withQuotas(403), "quotas: could not be checked: HTTP 403"],
  ["may not be asked for its own quotas", withOwnQuotas(denied), `quotas: could not be checked: ${denied}`],
])("names what to do for an intake that %s", async (_, changed, action) => {
  expect((await examine(changed)).actions).toEqual([expect.stringMatching(action)]);
});

it("names a topic that it may not list, beside the alarms that are on", async () => {
  aws.faults.sns.set({ mode: "refuses" });
  onTestFinished(() => aws.faults.sns.set({ mode: "up" }));
  const { actions } = await examine(withAlarm({ StateValue: "ALARM" }));
  expect(actions).toEqual([
    "Intake-dev-IntakeAlarmsA: the alarm is on",
    expect.stringMatching(`^${heard}: its subscriptions cannot be listed: `),
  ]);
});

it("compares quotas with what they have to carry", async () => {
  expect((await examine({}, 10_000)).actions).toEqual([
    "API Gateway: requests a second: 1000, and 10000 deliveries a second need 10000",
  ]);
});

it("names the queues that somebody has to empty, and not those of events", async () => {
  const queues = await createQueues();
  for (const { send } of Object.values(queues)) await send("body", "group");
  const { actions } = await examine({}, undefined, queues);
  const named = actions.map((action) => action.replace(/:.*/, ""));
  expect(named).toEqual(["DeadLetterQueueUrl", "QuarantineQueueUrl"]);
});

it("asks again what AWS throttles, at most three times in all", async () => {
  const busy = [429, { __type: "ThrottlingException" }];
  const GetServiceQuota = () => busy.shift() ?? { Quota: { Value: 1000 } };
  const calm = await examine({ "ServiceQuotasV20190624.GetServiceQuota": GetServiceQuota });
  expect(calm.actions).toEqual([]);
  const { requests, actions } = await examine({ "GraniteServiceVersion20100801.DescribeAlarms": 503 });
  expect(actions).toEqual(["alarms: could not be checked: HTTP 503"]);
  const asked = requests.filter(({ headers }) => String(headers["x-amz-target"]).endsWith("DescribeAlarms"));
  expect(asked).toHaveLength(3);
});
