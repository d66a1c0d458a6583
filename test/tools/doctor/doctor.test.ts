import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
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
const secondsInDays = (days: number) => now.getTime() / 1000 + (days + 0.5) * 24 * 60 * 60;

const createQueues = async () => ({
  QueueUrl: await createQueue(),
  DeadLetterQueueUrl: await createQueue(),
  QuarantineQueueUrl: await createQueue(),
});
const empty = await createQueues();
const topic = (subscribe: boolean) => {
  const { arn } = aws.sns.createTopic(randomUUID(), {}, undefined, region);
  if (subscribe) aws.sns.subscribe(arn, "sqs", empty.QueueUrl.arn, {});
  return arn;
};
const alarmsTarget = "GraniteServiceVersion20100801.DescribeAlarms";
const alarm = { AlarmName: "Intake-dev-A", StateValue: "OK", AlarmActions: [topic(true)] };
const configuration = {
  certificateArn: "arn:certificate",
  ownershipVerificationCertificateArn: null,
  domainNameStatus: "AVAILABLE",
};
const domain = (fields: object = {}) => ({
  domainNameConfigurations: [{ ...configuration, ...fields }],
  mutualTlsAuthentication: { truststoreUri: "s3://bucket/store.pem", truststoreWarnings: null },
});

/** What AWS's API references say, and the intake's own answers. */
const healthy = {
  "POST /yoti": 401,
  "GET /yoti": 404,
  "GET /v2/domainnames/127.0.0.1": domain(),
  "GET /v2/domainnames/127.0.0.1/apimappings": { items: [{ apiId: "a1" }] },
  "GET /v2/apis/a1": { disableExecuteApiEndpoint: true },
  "GET /bucket/store.pem": await chainWithDaysLeft(90),
  "GET /2015-03-31/functions/f/configuration": {
    Role: "r",
    MemorySize: 256,
    LoggingConfig: { LogGroup: "group" },
  },
  "CertificateManager.DescribeCertificate": { Certificate: { NotAfter: secondsInDays(90) } },
  "Logs_20140328.FilterLogEvents": { events: [] },
  [alarmsTarget]: { MetricAlarms: [alarm] },
  "ServiceQuotasV20190624.GetServiceQuota": 400,
  "ServiceQuotasV20190624.GetAWSDefaultServiceQuota": { Quota: { Value: 1000 } },
};
const withAlarm = (fields: object) => ({ [alarmsTarget]: { MetricAlarms: [{ ...alarm, ...fields }] } });

async function examine(changed: Answers = {}, perSecond?: number, queues = empty) {
  const { endpoint, requests, api } = await startFakeAws({ ...healthy, ...changed });
  const outputs = {
    YotiEndpoint: `${endpoint}/yoti`,
    YotiFunctionName: "f",
    ...Object.fromEntries(Object.entries(queues).map(([name, { url }]) => [name, url])),
  };
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
  [
    "says that the current version of its secret is unusable",
    { "Logs_20140328.FilterLogEvents": { events: [{ message: "{}" }] } },
    "Yoti: its function cannot use the current version of the secret",
  ],
  [
    "has a certificate that ends soon",
    { "CertificateManager.DescribeCertificate": { Certificate: { NotAfter: secondsInDays(29) } } },
    "127.0.0.1: arn:certificate ends in 29 days",
  ],
  [
    "has an authority that ends soon",
    { "GET /bucket/store.pem": await chainWithDaysLeft(3) },
    "127.0.0.1: the first certificate of the trust store ends in 3 days",
  ],
  [
    "has a domain that is not ready",
    { "GET /v2/domainnames/127.0.0.1": domain({ domainNameStatus: "PENDING_CERTIFICATE_REIMPORT" }) },
    "127.0.0.1: API Gateway says PENDING_CERTIFICATE_REIMPORT",
  ],
  ["has an open execute-api", { "GET /v2/apis/a1": {} }, "127.0.0.1: execute-api of a1 is open"],
  ["has an alarm on", withAlarm({ StateValue: "ALARM" }), "Intake-dev-A: the alarm is on"],
  ["notifies nobody", withAlarm({ AlarmActions: [] }), "alarms: 1 alarms: 0 on, 1 that notify nobody"],
  ["has no subscriber", withAlarm({ AlarmActions: [topic(false)] }), /: 0 confirmed subscriptions$/],
  [
    "may not be asked for quotas",
    { "ServiceQuotasV20190624.GetAWSDefaultServiceQuota": 403 },
    "quotas: could not be checked: HTTP 403",
  ],
])("names what to do for an intake that %s", async (_, changed, action) => {
  expect((await examine(changed)).actions).toEqual([expect.stringMatching(action)]);
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
  expect(actions.map((action) => action.replace(/:.*/, ""))).toEqual([
    "DeadLetterQueueUrl",
    "QuarantineQueueUrl",
  ]);
});
