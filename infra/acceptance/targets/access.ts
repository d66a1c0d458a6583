import { variableNames } from "../../../lib/wiring/environment.ts";
import type { AwsApi } from "../../aws-api/aws-api.ts";
import { readFunction } from "../../aws-api/functions.ts";
import type { DeployedIntake } from "../../endpoints/outputs.ts";
import type { Target, TargetSource } from "../target.ts";

export interface Deployed extends DeployedIntake, Pick<Target, "consumers"> {
  readonly sources: readonly Pick<TargetSource, "id" | "address">[];
}

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

/** Everything else that is asked has to be denied. */
const granted = {
  "its own secret": ["secretsmanager:GetSecretValue"],
  "another's secret": [],
  "where events go": ["sqs:SendMessage", "sns:Publish"],
  "the quarantine": ["sqs:SendMessage"],
  "a consumer's queue": [],
  "the table": ["dynamodb:GetItem", "dynamodb:PutItem"],
} as const satisfies Record<string, readonly string[]>;

type Resource = readonly [kind: keyof typeof granted, arn: string];

/** What IAM allows the functions' roles and should not, and the reverse. */
export async function findAccessFaults(api: AwsApi, deployed: Deployed, functions: readonly NamedFunction[]) {
  const read = await Promise.all(
    functions.map(async ({ id, name }) => ({ id, ...(await readFunction(api, name)) })),
  );
  const found = read.map(async ({ id, role }) => {
    const secrets = read.flatMap(({ id: owner, variables }): Resource[] => {
      // Without the right to decrypt it, Lambda leaves it out.
      if (!variables) throw new Error(`Lambda does not say the environment of ${owner}`);
      const arn = variables[variableNames.secretId];
      return arn ? [[owner === id ? "its own secret" : "another's secret", arn]] : [];
    });
    const faults: string[] = [];
    for (const resource of [...secrets, ...sharedBy(deployed, role)])
      for (const fault of await findFaults(api, role, resource)) faults.push(`${id}: ${fault}`);
    return faults;
  });
  return (await Promise.all(found)).flat();
}

/** The role's ARN names the partition, such as aws-cn. */
function sharedBy({ outputs, consumers, quarantineQueueUrl }: Deployed, role: string): Resource[] {
  const partition = role.split(":")[1];
  const arnOf = (url: string) =>
    url.replace(/^https:\/\/sqs\.([^.]+)\.[^/]+\/(.+)\/(.+)$/, `arn:${partition}:sqs:$1:$2:$3`);
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
async function findFaults(api: AwsApi, role: string, [kind, arn]: Resource): Promise<string[]> {
  const actions = asked[arn.split(":")[2] ?? ""] ?? [];
  const names = actions.map((action, index) => [`ActionNames.member.${index + 1}`, action]);
  const who = { Action: "SimulatePrincipalPolicy", PolicySourceArn: role, "ResourceArns.member.1": arn };
  const xml = await api.query("iam", { ...who, ...Object.fromEntries(names) });
  // A result has each of these elements once.
  const [evaluated, decisions] = ["EvalActionName", "EvalDecision"].map((element) =>
    [...xml.matchAll(new RegExp(`<${element}>(.+?)</`, "g"))].map(([, text]) => text),
  );
  const allowed: readonly string[] = granted[kind];
  return actions.flatMap((action) => {
    const decision = decisions?.[evaluated?.indexOf(action) ?? -1];
    return (decision === "allowed") === allowed.includes(action)
      ? []
      : [`${action} on ${kind} is ${decision}`];
  });
}
