/** What a resource answers to `Ref` (under that name) and to `Fn::GetAtt`. */
export type Attributes = Readonly<Record<string, string>>;

type Resources = ReadonlyMap<string, Attributes | undefined>;

export const localAccount = "000000000000";
export const localRegion = "us-east-1";

const pseudoParameters: Readonly<Record<string, Attributes>> = {
  "AWS::AccountId": { Ref: localAccount },
  "AWS::Partition": { Ref: "aws" },
  "AWS::Region": { Ref: localRegion },
  "AWS::URLSuffix": { Ref: "amazonaws.com" },
};

/**
 * Resolves a template's intrinsic functions. Throws for unknown ones
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html).
 */
export function resolveIntrinsics(value: unknown, resources: Resources): unknown {
  if (Array.isArray(value)) return value.map((item) => resolveIntrinsics(item, resources));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(
    ([name, item]) => [name, resolveIntrinsics(item, resources)] as const,
  );
  const [[name, argument] = ["", undefined], ...others] = entries;
  const isFunction = others.length === 0 && (name === "Ref" || name.startsWith("Fn::"));
  return isFunction ? callFunction(name, [argument].flat(), resources) : Object.fromEntries(entries);
}

function callFunction(name: string, [first, second]: readonly unknown[], resources: Resources): unknown {
  if (name === "Ref" || name === "Fn::GetAtt") {
    const attribute = String(name === "Ref" ? name : second);
    const attributes = resources.get(String(first)) ?? pseudoParameters[String(first)];
    const found = attributes?.[attribute];
    if (found === undefined) throw new Error(`the template needs ${attribute} of ${first}, unknown here`);
    return found;
  }
  if (name === "Fn::Join" && Array.isArray(second)) return second.join(String(first));
  if (name === "Fn::Select" && Array.isArray(second)) return second[Number(first)];
  if (name === "Fn::Split") return String(second).split(String(first));
  throw new Error(`the template uses ${name}, which is not known here`);
}
