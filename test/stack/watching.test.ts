import { Match } from "aws-cdk-lib/assertions";
import { describe, expect, it } from "vitest";
import { vendors } from "../../functions/vendors.ts";
import { relayMetrics, sourceMetrics } from "../../infra/resources/metrics.ts";
import { sourcesNamedIn, synthesize, synthesizeStage } from "../support/synthesized-stack.ts";
import { watchedMetricsOf } from "../support/watched-metrics.ts";

const example = synthesizeStage("example");
const ids = sourcesNamedIn("example");
const alarms = Object.values(example.findResources("AWS::CloudWatch::Alarm"));
const ofSource = (source: string) => ({
  Namespace: Match.stringLikeRegexp(`^Notifications/\\w+/${source}$`),
  Dimensions: Match.absent(),
});
const ofRelay = { Namespace: Match.stringLikeRegexp("^Notifications/\\w+$"), Dimensions: Match.absent() };

describe("an alarm", () => {
  it("goes to the stage's topic", () => {
    example.allResourcesProperties("AWS::CloudWatch::Alarm", {
      AlarmActions: [Match.stringLikeRegexp(":operations$")],
    });
  });

  it("says what to do", () => {
    for (const { Properties } of alarms)
      expect(Properties.AlarmDescription).toMatch(/^[A-Z].+\. [A-Z].+[.?]$/);
  });
});

const atLeast = { ComparisonOperator: "GreaterThanOrEqualToThreshold" };
/** No data counts as none. */
const fewer = { ComparisonOperator: "LessThanThreshold", TreatMissingData: "breaching" };
const waiting = { ...ofRelay, MetricName: relayMetrics.waiting.name, Threshold: 1 };
const unusable = { MetricName: sourceMetrics.unusableSecret.name };

describe("the alarms watch", () => {
  it.each<readonly [string, number, object]>([
    ["answers of 5xx", 1, { Namespace: "AWS/ApiGateway", MetricName: "5xx", Threshold: 1 }],
    ["throttled functions, each", ids.length, { MetricName: "Throttles", Threshold: 1 }],
    [
      "quarantine, and each consumer's dead letters and undelivered events, above zero",
      7,
      { MetricName: "ApproximateNumberOfMessagesVisible", Threshold: 1 },
    ],
    ["deferred messages above zero", 1, { ...waiting, ...atLeast, Statistic: "Maximum" }],
    ["a relay that does not run, or cannot read", 1, { ...waiting, ...fewer, Statistic: "SampleCount" }],
    ["the age of each oldest event", 3, { MetricName: "ApproximateAgeOfOldestMessage", Threshold: 900 }],
    // Two domains and their ownership. ACM is silent about an ended certificate.
    ["the certificates, 30 days ahead", 3, { ...fewer, MetricName: "DaysToExpiry", Threshold: 30 }],
  ])("%s", (_, count, properties) => {
    example.resourcePropertiesCountIs("AWS::CloudWatch::Alarm", properties, count);
  });

  it.each(ids)("refused deliveries of %s, and a secret that it cannot use", (source) => {
    const refused = { ...ofSource(source), MetricName: sourceMetrics.refused.name };
    example.hasResourceProperties("AWS::CloudWatch::Alarm", refused);
    const secret = { ...ofSource(source), ...unusable, ...atLeast, Threshold: 1 };
    example.hasResourceProperties("AWS::CloudWatch::Alarm", secret);
  });

  it("no secret where none is used", () => {
    const sourceAddress = { ranges: ["192.0.2.0/24"] };
    const template = synthesize({ sources: { frankieone: { authentication: { sourceAddress } } } });
    template.resourcePropertiesCountIs("AWS::CloudWatch::Alarm", unusable, vendors.length - 1);
  });

  it.each(ids)("the silence of %s, where a stage asks for it", (source) => {
    const silent = { ...fewer, MetricName: sourceMetrics.authentic.name, Threshold: 1 };
    example.hasResourceProperties("AWS::CloudWatch::Alarm", { ...ofSource(source), ...silent });
    synthesize().resourcePropertiesCountIs("AWS::CloudWatch::Alarm", silent, 0);
  });

  it("the end of the trust store, by the calendar, 30 days ahead", () => {
    example.hasResourceProperties("AWS::Scheduler::Schedule", {
      ScheduleExpression: Match.stringLikeRegexp("^at\\(20\\d\\d-\\d\\d-\\d\\dT"),
      Target: Match.objectLike({ Arn: Match.stringLikeRegexp(":operations$") }),
    });
  });
});

it("two deployments in one account share no metric, so that neither hides what the other should see", () => {
  const first = watchedMetricsOf(synthesize());
  const second = watchedMetricsOf(synthesize({}, "Other"));
  expect(second).not.toEqual([]);
  expect(second.filter((metric) => first.includes(metric))).toEqual([]);
});

describe("the dashboard", () => {
  const [dashboard] = Object.values(example.findResources("AWS::CloudWatch::Dashboard"));
  const body = JSON.stringify(dashboard?.Properties.DashboardBody);

  it.each([...ids, "seconds the oldest has waited", "set aside", "US dollars a day"])("shows %s", (text) => {
    expect(body).toContain(text);
  });

  it("takes the time that is billed from Lambda itself", () => {
    const parts = body.match(/"AWS\/Lambda[^{}]*Duration[^{}]*/g) ?? [];
    expect(parts).toHaveLength(ids.length);
    // 0.5 GB at $0.0000133334 a GB-second, a millisecond.
    expect(body).toContain("* 0.000000006666700");
    expect(body).not.toMatch(/\d[eE]-\d/);
  });
});
