import { Match } from "aws-cdk-lib/assertions";
import { describe, expect, it } from "vitest";
import { vendors } from "../../functions/vendors.ts";
import { relayMetrics, sourceMetrics } from "../../infra/monitoring/metrics.ts";
import { sourcesNamedIn, synthesize, synthesizeStage } from "../support/synthesized-stack.ts";
import { watchedMetricsOf } from "../support/watched-metrics.ts";

const example = synthesizeStage("example");
const ids = vendors.map(({ id }) => id);
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

  it("has nowhere to go without a topic, and is there all the same", () => {
    synthesize().allResourcesProperties("AWS::CloudWatch::Alarm", { AlarmActions: Match.absent() });
  });
});

describe("the alarms watch", () => {
  it("answers of 5xx", () => {
    example.hasResourceProperties("AWS::CloudWatch::Alarm", {
      Namespace: "AWS/ApiGateway",
      MetricName: "5xx",
      Threshold: 1,
    });
  });

  it.each(ids)("refused deliveries of %s", (source) => {
    example.hasResourceProperties("AWS::CloudWatch::Alarm", {
      ...ofSource(source),
      MetricName: sourceMetrics.refused.name,
    });
  });

  it.each(ids)("a secret of %s that it cannot use", (source) => {
    synthesize().hasResourceProperties("AWS::CloudWatch::Alarm", {
      ...ofSource(source),
      MetricName: sourceMetrics.unusableSecret.name,
      Threshold: 1,
      ComparisonOperator: "GreaterThanOrEqualToThreshold",
    });
  });

  it("no secret where none is used", () => {
    const sourceAddress = { ranges: ["192.0.2.0/24"] };
    const template = synthesize({ sources: { frankieone: { authentication: { sourceAddress } } } });
    const unusable = { MetricName: sourceMetrics.unusableSecret.name };
    template.resourcePropertiesCountIs("AWS::CloudWatch::Alarm", unusable, ids.length - 1);
  });

  it.each(sourcesNamedIn("example"))("the silence of %s, where nothing at all is missing data", (source) => {
    example.hasResourceProperties("AWS::CloudWatch::Alarm", {
      ...ofSource(source),
      MetricName: sourceMetrics.authentic.name,
      Threshold: 1,
      ComparisonOperator: "LessThanThreshold",
      TreatMissingData: "breaching",
    });
  });

  it("no silence that a stage does not ask for", () => {
    synthesize().resourcePropertiesCountIs(
      "AWS::CloudWatch::Alarm",
      { MetricName: sourceMetrics.authentic.name },
      0,
    );
  });

  it("throttled functions, each", () => {
    example.resourcePropertiesCountIs(
      "AWS::CloudWatch::Alarm",
      { MetricName: "Throttles", Threshold: 1 },
      ids.length,
    );
  });

  it("quarantine and dead letters above zero", () => {
    const visible = { MetricName: "ApproximateNumberOfMessagesVisible", Threshold: 1 };
    example.resourcePropertiesCountIs("AWS::CloudWatch::Alarm", visible, 2);
  });

  it("deferred messages above zero", () => {
    example.hasResourceProperties("AWS::CloudWatch::Alarm", {
      ...ofRelay,
      MetricName: relayMetrics.waiting.name,
      Statistic: "Maximum",
      Threshold: 1,
      ComparisonOperator: "GreaterThanOrEqualToThreshold",
    });
  });

  it("a relay that does not run, or cannot read the outbox", () => {
    example.hasResourceProperties("AWS::CloudWatch::Alarm", {
      ...ofRelay,
      MetricName: relayMetrics.waiting.name,
      Statistic: "SampleCount",
      Threshold: 1,
      ComparisonOperator: "LessThanThreshold",
      TreatMissingData: "breaching",
    });
  });

  it("the age of the oldest event", () => {
    example.hasResourceProperties("AWS::CloudWatch::Alarm", {
      MetricName: "ApproximateAgeOfOldestMessage",
      Threshold: 900,
    });
  });

  it("the certificates of both domains and of their ownership, 30 days ahead, and when they have ended and report nothing", () => {
    example.resourcePropertiesCountIs(
      "AWS::CloudWatch::Alarm",
      { MetricName: "DaysToExpiry", Threshold: 30, TreatMissingData: "breaching" },
      3,
    );
  });
});

describe("the trust store", () => {
  it("puts its end into the calendar, 30 days ahead", () => {
    example.hasResourceProperties("AWS::Scheduler::Schedule", {
      ScheduleExpression: Match.stringLikeRegexp("^at\\(20\\d\\d-\\d\\d-\\d\\dT"),
      Target: Match.objectLike({ Arn: Match.stringLikeRegexp(":operations$") }),
    });
  });
});

describe("two deployments in one account", () => {
  it("share no metric, so that neither hides what the other should see", () => {
    const first = watchedMetricsOf(synthesize());
    const second = watchedMetricsOf(synthesize({}, "Other"));
    expect(second).not.toEqual([]);
    expect(second.filter((metric) => first.includes(metric))).toEqual([]);
  });
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
