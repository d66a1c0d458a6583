/** `Ref` and `Fn::GetAtt` results, by logical id. */
export type Physical = Readonly<
  Record<string, { readonly ref: string; readonly attributes: Readonly<Record<string, string>> }>
>;

export const localAccount = "000000000000";
export const localRegion = "us-east-1";

const pseudoParameters: Readonly<Record<string, string>> = {
  "AWS::AccountId": localAccount,
  "AWS::Partition": "aws",
  "AWS::Region": localRegion,
  "AWS::URLSuffix": "amazonaws.com",
};

/**
 * Resolves the template's intrinsic functions. Throws for unknown ones
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html).
 */
export function resolveIntrinsics(value: unknown, physical: Physical): unknown {
  if (Array.isArray(value)) return value.map((item) => resolveIntrinsics(item, physical));
  if (typeof value !== "object" || value === null) return value;
  const [[name, argument] = ["", undefined], ...others] = Object.entries(value);
  if (others.length === 0 && name === "Ref") return resolveRef(String(argument), physical);
  if (others.length === 0 && name.startsWith("Fn::")) return resolveFunction(name, argument, physical);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, resolveIntrinsics(item, physical)]),
  );
}

function resolveRef(id: string, physical: Physical): string {
  const resolved = pseudoParameters[id] ?? physical[id]?.ref;
  if (resolved === undefined) throw new Error(`the template refers to ${id}, which has no local counterpart`);
  return resolved;
}

function resolveFunction(name: string, argument: unknown, physical: Physical): unknown {
  const resolved = resolveIntrinsics(argument, physical);
  if (!Array.isArray(resolved)) throw new Error(`the template uses ${name} in a form that is not known here`);
  const [first, second] = resolved;
  if (name === "Fn::GetAtt") return resolveAttribute(String(first), String(second), physical);
  if (name === "Fn::Join" && Array.isArray(second)) return second.join(String(first));
  if (name === "Fn::Select" && Array.isArray(second)) return second[Number(first)];
  if (name === "Fn::Split") return String(second).split(String(first));
  throw new Error(`the template uses ${name}, which is not known here`);
}

function resolveAttribute(id: string, attribute: string, physical: Physical): string {
  const resolved = physical[id]?.attributes[attribute];
  if (resolved === undefined)
    throw new Error(`the template asks ${id} for ${attribute}, which has no local counterpart`);
  return resolved;
}
