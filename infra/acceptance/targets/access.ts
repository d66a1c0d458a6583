import { variableNames } from "../../../lib/wiring/environment.ts";
import type { AwsApi } from "../../aws-api/aws-api.ts";
import { readFunction } from "../../aws-api/functions.ts";
import type { readOutputs } from "../../endpoints/outputs.ts";
import type { Access, Target, TargetSource } from "../target.ts";

export type Deployed = Pick<ReturnType<typeof readOutputs>, "outputs" | "stackName"> &
  Pick<Target, "clientSettings" | "consumers" | "quarantineQueueUrl"> & {
    readonly sources: readonly Pick<TargetSource, "id" | "address">[];
  };

export interface NamedFunction {
  readonly id: string;
  readonly name: string;
}

/** What a function that went astray could want, by the service of an ARN. */
const asked: Readonly<Record<string, readonly string[]>> = {
  secretsmanager: ["secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue"],
  sqs: ["sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage"],
  sns: ["sns:Publish", "sns:Subscribe"],
  dynamodb: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteItem", "dynamodb:Scan"],
};

type Resource = readonly [kind: Access["resource"], arn: string];

export async function readAccess(api: AwsApi, deployed: Deployed, functions: readonly NamedFunction[]) {
  const read = await Promise.all(
    functions.map(async ({ id, name }) => ({ id, ...(await readFunction(api, name)) })),
  );
  const found = read.map(({ id, role }) => {
    const secrets = read.flatMap(({ id: owner, variables }): Resource[] => {
      // Without the right to decrypt it, Lambda leaves it out.
      if (!variables) throw new Error(`Lambda does not say the environment of ${owner}`);
      const arn = variables[variableNames.secretId];
      return arn ? [[owner === id ? "its own secret" : "another's secret", arn]] : [];
    });
    return simulate(api, id, role, [...secrets, ...sharedBy(deployed)]);
  });
  return (await Promise.all(found)).flat();
}

function sharedBy({ outputs, consumers, quarantineQueueUrl }: Deployed): Resource[] {
  const arnOf = (url: string) =>
    url.replace(/^https:\/\/sqs\.(.+)\.amazonaws\.com\/(.+)\/(.+)$/, "arn:aws:sqs:$1:$2:$3");
  const quarantine = arnOf(quarantineQueueUrl);
  const { TopicArn, TableName } = outputs;
  const queues = consumers.flatMap(({ queueUrl, deadLetterQueueUrl }): Resource[] => [
    [TopicArn ? "a consumer's queue" : "where events go", arnOf(queueUrl)],
    ["a consumer's queue", arnOf(deadLetterQueueUrl)],
  ]);
  const topics: Resource[] = TopicArn ? [["where events go", TopicArn]] : [];
  const table = quarantine.replace(/:sqs:(.+):.+$/, `:dynamodb:$1:table/${TableName}`);
  return [...queues, ...topics, ["the quarantine", quarantine], ["the table", table]];
}

/** One resource a call: then each result is about that one. */
async function simulate(api: AwsApi, functionId: string, role: string, resources: readonly Resource[]) {
  const found: Access[] = [];
  for (const [resource, arn] of resources) {
    const actions = asked[arn.split(":")[2] ?? ""] ?? [];
    const names = actions.map((action, index) => [`ActionNames.member.${index + 1}`, action]);
    const who = { PolicySourceArn: role, "ResourceArns.member.1": arn };
    const xml = await api.query("iam", {
      Action: "SimulatePrincipalPolicy",
      ...who,
      ...Object.fromEntries(names),
    });
    // A result has each of these elements once.
    const [evaluated, decisions] = ["EvalActionName", "EvalDecision"].map((element) =>
      [...xml.matchAll(new RegExp(`<${element}>(.+?)</`, "g"))].map(([, text]) => text),
    );
    for (const action of actions)
      found.push({ functionId, resource, action, decision: decisions?.[evaluated?.indexOf(action) ?? -1] });
  }
  return found;
}
