import type { AwsApi } from "../../aws-api/aws-api.ts";
import { readFunction } from "../../aws-api/read-function.ts";
import type { Access } from "../target.ts";

export interface AskedResource {
  readonly kind: Access["resource"];
  readonly arn: string;
}

/** What a function that went astray could want, by the service of an ARN. */
const asked: Readonly<Record<string, readonly string[]>> = {
  secretsmanager: ["secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue"],
  sqs: ["sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:PurgeQueue"],
  sns: ["sns:Publish", "sns:Subscribe"],
  dynamodb: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteItem", "dynamodb:Scan"],
};

/** By IAM's simulator, one resource a call: then each answer is about that one. */
export async function simulateAccess(
  api: AwsApi,
  functionId: string,
  functionName: string,
  resources: readonly AskedResource[],
): Promise<Access[]> {
  const { role } = await readFunction(api, functionName);
  const found: Access[] = [];
  for (const { kind: resource, arn } of resources) {
    const actions = asked[arn.split(":")[2] ?? ""] ?? [];
    const text = await api.query({
      Action: "SimulatePrincipalPolicy",
      PolicySourceArn: role,
      "ResourceArns.member.1": arn,
      ...Object.fromEntries(actions.map((action, index) => [`ActionNames.member.${index + 1}`, action])),
    });
    const allowed = allowedIn(text);
    found.push(
      ...actions.map((action) => ({ functionId, resource, action, isAllowed: allowed.get(action) })),
    );
  }
  return found;
}

/** Each result of the XML has these two elements once. */
function allowedIn(text: string): ReadonlyMap<string, boolean> {
  const valuesOf = (element: string) =>
    [...text.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, "g"))].map(([, value = ""]) => value);
  const decisions = valuesOf("EvalDecision");
  const pairs = valuesOf("EvalActionName").map(
    (action, index) => [action, decisions[index] === "allowed"] as const,
  );
  return new Map(pairs);
}
