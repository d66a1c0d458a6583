import { setTimeout as sleep } from "node:timers/promises";
import { GetTopicAttributesCommand, SetTopicAttributesCommand, SNSClient } from "@aws-sdk/client-sns";
import { GetQueueAttributesCommand, SetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import * as v from "valibot";
import type { Target } from "../target.ts";

/** A changed policy counts within a minute ("up to 60 seconds", SetQueueAttributes). */
const takesEffectMs = 60_000;

const policySchema = v.pipe(v.string(), v.parseJson(), v.looseObject({ Statement: v.array(v.unknown()) }));

/** Nobody may send or publish, until the policy is as it was. */
export async function stopByPolicy(
  settings: Target["clientSettings"],
  TopicArn: string | undefined,
  queueUrl: string,
): Promise<AsyncDisposable> {
  const policy = TopicArn ? topicPolicy(settings, TopicArn) : queuePolicy(settings, queueUrl);
  const { what, former, write } = await policy;
  // Only AWS's addresses name a region. Elsewhere a policy counts at once.
  const waitMs = settings.region === undefined ? 0 : takesEffectMs;
  const { Statement, ...rest } = v.parse(policySchema, former ?? '{"Version":"2012-10-17","Statement":[]}');
  const deny = { Sid: "StoppedByTheAcceptance", Effect: "Deny", Principal: "*", ...what };
  await write(JSON.stringify({ ...rest, Statement: [...Statement, deny] }));
  await sleep(waitMs);
  return {
    async [Symbol.asyncDispose]() {
      await write(former ?? "");
      await sleep(waitMs);
    },
  };
}

async function queuePolicy(settings: Target["clientSettings"], QueueUrl: string) {
  const sqs = new SQSClient(settings);
  const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["Policy", "QueueArn"] });
  const { Policy: former, QueueArn: Resource } = (await sqs.send(command)).Attributes ?? {};
  const write = (Policy: string) =>
    sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
  return { what: { Action: "sqs:SendMessage", Resource }, former, write };
}

async function topicPolicy(settings: Target["clientSettings"], TopicArn: string) {
  const sns = new SNSClient(settings);
  const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
  const write = (AttributeValue: string) =>
    sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName: "Policy", AttributeValue }));
  return { what: { Action: "sns:Publish", Resource: TopicArn }, former: Attributes?.Policy, write };
}
