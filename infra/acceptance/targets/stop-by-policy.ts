import { setTimeout as sleep } from "node:timers/promises";
import { GetTopicAttributesCommand, SetTopicAttributesCommand, SNSClient } from "@aws-sdk/client-sns";
import { GetQueueAttributesCommand, SetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import * as v from "valibot";
import { tell } from "../../command-line/progress.ts";
import type { ClientSettings } from "../../endpoints/client-settings.ts";

/** A changed policy counts within a minute ("up to 60 seconds", SetQueueAttributes). */
const takesEffectMs = 60_000;

const Sid = "StoppedByTheAcceptance";
/** The SDK waits longer each time. The policy has to come back. */
const maxAttempts = 10;

const statementSchema = v.looseObject({ Sid: v.optional(v.string()) });
const policySchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.looseObject({ Statement: v.array(statementSchema) }),
);

/** Nobody may send or publish, until the policy is as it was. */
export async function stopByPolicy(
  settings: ClientSettings,
  TopicArn: string | undefined,
  queueUrl: string,
): Promise<AsyncDisposable> {
  const policy = TopicArn ? topicPolicy(settings, TopicArn) : queuePolicy(settings, queueUrl);
  const { what, former, write, describe } = await policy;
  // Only AWS's addresses name a region. Elsewhere a policy counts at once.
  const waitMs = settings.region === undefined ? 0 : takesEffectMs;
  const { Statement, ...rest } = v.parse(policySchema, former || '{"Version":"2012-10-17","Statement":[]}');
  // A run that was killed left its own.
  const others = Statement.filter((statement) => statement.Sid !== Sid);
  const deny = { Sid, Effect: "Deny", Principal: "*", ...what };
  const restored = others.length > 0 ? JSON.stringify({ ...rest, Statement: others }) : "";
  const region = settings.region === undefined ? "" : ` --region ${settings.region}`;
  // A second Ctrl-C ends the process before the policy is back.
  const warn = () => tell(`NOTHING CAN BE SENT UNTIL YOU RUN: ${describe(restored)}${region}`);
  await write(JSON.stringify({ ...rest, Statement: [...others, deny] }));
  process.once("exit", warn);
  await sleep(waitMs);
  return {
    async [Symbol.asyncDispose]() {
      await write(restored);
      process.off("exit", warn);
      await sleep(waitMs);
    },
  };
}

async function queuePolicy(settings: ClientSettings, QueueUrl: string) {
  const sqs = new SQSClient({ ...settings, maxAttempts });
  const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["Policy", "QueueArn"] });
  const { Policy: former, QueueArn: Resource } = (await sqs.send(command)).Attributes ?? {};
  const write = (Policy: string) =>
    sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
  const describe = (Policy: string) =>
    `aws sqs set-queue-attributes --queue-url ${QueueUrl} --attributes '${JSON.stringify({ Policy })}'`;
  return { what: { Action: "sqs:SendMessage", Resource }, former, write, describe };
}

async function topicPolicy(settings: ClientSettings, TopicArn: string) {
  const sns = new SNSClient({ ...settings, maxAttempts });
  const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
  const write = (AttributeValue: string) =>
    sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName: "Policy", AttributeValue }));
  const describe = (policy: string) =>
    `aws sns set-topic-attributes --topic-arn ${TopicArn} --attribute-name Policy --attribute-value '${policy}'`;
  const what = { Action: "sns:Publish", Resource: TopicArn };
  return { what, former: Attributes?.Policy, write, describe };
}
