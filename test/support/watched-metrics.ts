import type { Template } from "aws-cdk-lib/assertions";
import * as v from "valibot";

const alarmSchema = v.object({
  Namespace: v.optional(v.string(), ""),
  MetricName: v.optional(v.string(), ""),
  Dimensions: v.optional(v.array(v.unknown()), []),
});

/** The intake's own metrics of all alarms and the dashboard, each as its namespace, name and dimensions. */
export function watchedMetricsOf(template: Template): string[] {
  const alarms = Object.values(template.findResources("AWS::CloudWatch::Alarm"));
  const ofAlarms = alarms
    .map(({ Properties }) => v.parse(alarmSchema, Properties))
    .map(({ Namespace, MetricName, Dimensions }) => [Namespace, MetricName, ...Dimensions].join(" "));
  // A body is JSON in texts, with references to resources between them.
  const dashboards = JSON.stringify(template.findResources("AWS::CloudWatch::Dashboard")).replaceAll(
    "\\",
    "",
  );
  const ofDashboards = [...dashboards.matchAll(/\["(Notifications[^{}\]]*)/g)].map(([, metric = ""]) =>
    metric.replaceAll(/",?"?/g, " ").trim(),
  );
  return [...ofAlarms, ...ofDashboards].filter((metric) => metric.startsWith("Notifications/"));
}
