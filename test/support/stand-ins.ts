import * as v from "valibot";

/** Moto's CloudFormation creates only these resources. */
const known = /^AWS::(CloudWatch::Alarm|DynamoDB|IAM|Lambda|Logs::LogGroup|SQS)\b/;

const resource = v.looseObject({
  Type: v.string(),
  Properties: v.optional(v.record(v.string(), v.unknown()), {}),
  DependsOn: v.optional(v.union([v.string(), v.array(v.string())]), []),
});
const templateSchema = v.looseObject({ Resources: v.record(v.string(), resource) });

/** Fits a template to the emulator: drops unknown resources, replaces references to them by an ARN, and names the FIFO queues. */
export function withStandIns(template: unknown): string {
  const { Resources, ...rest } = v.parse(templateSchema, template);
  const kept = Object.entries(Resources).filter(([, { Type }]) => known.test(Type));
  const names = new Set(kept.map(([name]) => name));
  const replace = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(replace);
    if (typeof value !== "object" || value === null) return value;
    const target = referenceIn(value);
    if (target !== undefined && target in Resources && !names.has(target))
      return `arn:aws:stand:in:0:for:${target}-stand-000000`;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replace(item)]));
  };
  const resources = kept.map(([name, { DependsOn, ...one }]) => {
    const dependencies = [DependsOn].flat().filter((dependency) => names.has(dependency));
    const queueName = one.Type === "AWS::SQS::Queue" ? { QueueName: `${name}.fifo` } : {};
    return [name, { ...one, Properties: { ...one.Properties, ...queueName }, DependsOn: dependencies }];
  });
  return JSON.stringify(replace({ ...rest, Resources: Object.fromEntries(resources) }));
}

/** The resource behind `{"Ref": …}` or `{"Fn::GetAtt": […]}`. */
function referenceIn(value: object): string | undefined {
  const [[name, argument] = ["", undefined], ...others] = Object.entries(value);
  if (others.length > 0) return undefined;
  if (name === "Ref") return String(argument);
  return name === "Fn::GetAtt" && Array.isArray(argument) ? String(argument[0]) : undefined;
}
