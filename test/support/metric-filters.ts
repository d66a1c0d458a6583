import type { Template } from "aws-cdk-lib/assertions";
import * as v from "valibot";

const transformationSchema = v.strictObject({
  MetricNamespace: v.string(),
  MetricName: v.string(),
  MetricValue: v.string(),
  Unit: v.picklist(["Count", "Milliseconds"]),
  Dimensions: v.optional(v.array(v.strictObject({ Key: v.string(), Value: v.string() })), []),
});
const filterSchema = v.object({
  DependsOn: v.optional(v.array(v.string()), []),
  Properties: v.strictObject({
    LogGroupName: v.strictObject({ Ref: v.string() }),
    FilterPattern: v.string(),
    MetricTransformations: v.strictTuple([transformationSchema]),
  }),
});

export type MetricFilter = ReturnType<typeof metricFiltersOf>[number];

export function metricFiltersOf(template: Template) {
  return Object.entries(template.findResources("AWS::Logs::MetricFilter")).map(([id, resource]) => {
    const { DependsOn, Properties } = v.parse(filterSchema, resource);
    const [metric] = Properties.MetricTransformations;
    const { FilterPattern: pattern, LogGroupName } = Properties;
    return { id, dependencies: DependsOn, logGroup: LogGroupName.Ref, pattern, metric };
  });
}

/** CloudWatch Logs' metric for a line, as `Name 1` or `Name{key=value} 1`. */
export function feed({ pattern, metric }: MetricFilter, line: string): string | undefined {
  const fields = v.parse(v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.unknown())), line);
  if (!matches(pattern, fields)) return undefined;
  const value = valueIn(metric.MetricValue, fields);
  const dimensions = metric.Dimensions.map(({ Key, Value }) => `{${Key}=${valueIn(Value, fields)}}`);
  return `${metric.MetricName}${dimensions.join("")} ${value}`;
}

type Fields = Readonly<Record<string, unknown>>;

/** The part of the pattern language that the stack uses (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html). */
function matches(pattern: string, fields: Fields): boolean {
  const [, inner] = /^\{ (.+) \}$/.exec(pattern) ?? [];
  if (inner === undefined) throw new Error(`no pattern for JSON: ${pattern}`);
  const parts = inner.replaceAll(/[()]/g, "").split(/ (&&|\|\|) /);
  const [conditions, operators] = [0, 1].map((rest) => parts.filter((_, index) => index % 2 === rest));
  if (new Set(operators).size > 1) throw new Error(`both operators in one pattern: ${pattern}`);
  const truths = conditions?.map((condition) => holds(condition, fields)) ?? [];
  return operators?.includes("||") ? truths.includes(true) : !truths.includes(false);
}

function holds(condition: string, fields: Fields): boolean {
  const [, name = "", comparison] = /^\$\.(\w+) (= "(?:\w+|\*)"|>= 0|IS TRUE)$/.exec(condition) ?? [];
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  switch (comparison) {
    case undefined:
      throw new Error(`an unknown condition: ${condition}`);
    case '= "*"':
      return typeof field === "string";
    case ">= 0":
      return typeof field === "number" && field >= 0;
    case "IS TRUE":
      return field === true;
    default:
      return comparison === `= "${field}"`;
  }
}

/** A number, or the value of a matched field. */
function valueIn(value: string, fields: Fields): string {
  if (/^\d+$/.test(value)) return value;
  const [, name = ""] = /^\$\.(\w+)$/.exec(value) ?? [];
  if (!Object.hasOwn(fields, name)) throw new Error(`the line has no ${value}`);
  return String(fields[name]);
}
