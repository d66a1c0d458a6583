import type { Template } from "aws-cdk-lib/assertions";
import * as v from "valibot";

const own = /^Notifications\//;
const alarmSchema = v.object({
  Properties: v.object({
    Namespace: v.optional(v.string(), ""),
    MetricName: v.optional(v.string(), ""),
    Dimensions: v.optional(v.array(v.unknown()), []),
  }),
});
const dashboardSchema = v.object({
  Properties: v.object({
    DashboardBody: v.object({ "Fn::Join": v.tuple([v.literal(""), v.array(v.unknown())]) }),
  }),
});
const widgetsSchema = v.object({
  widgets: v.array(v.object({ properties: v.object({ metrics: v.array(v.array(v.unknown())) }) })),
});

/** The intake's own metrics of all alarms and the dashboard. */
export function watchedMetricsOf(template: Template): string[] {
  return [...alarmMetricsOf(template), ...dashboardMetricsOf(template)];
}

function alarmMetricsOf(template: Template): string[] {
  const alarms = Object.values(template.findResources("AWS::CloudWatch::Alarm"));
  return alarms
    .map((alarm) => v.parse(alarmSchema, alarm).Properties)
    .filter(({ Namespace }) => own.test(Namespace))
    .map(({ Namespace, MetricName, Dimensions }) => [Namespace, MetricName, ...Dimensions].join(" "));
}

function dashboardMetricsOf(template: Template): string[] {
  const dashboards = Object.values(template.findResources("AWS::CloudWatch::Dashboard"));
  return dashboards
    .flatMap((dashboard) => widgetsIn(v.parse(dashboardSchema, dashboard).Properties.DashboardBody))
    .flatMap(({ properties }) => properties.metrics)
    .map((metric) => metric.filter((part) => typeof part === "string"))
    .filter(([namespace]) => own.test(namespace ?? ""))
    .map((parts) => parts.join(" "));
}

/** A dashboard's body is JSON with references to resources. */
function widgetsIn({ "Fn::Join": [, parts] }: { readonly "Fn::Join": readonly [string, unknown[]] }) {
  const text = parts.map((part) => (typeof part === "string" ? part : "reference")).join("");
  return v.parse(v.pipe(v.string(), v.parseJson(), widgetsSchema), text).widgets;
}
