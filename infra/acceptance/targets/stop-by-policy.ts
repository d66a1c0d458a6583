import { setTimeout as sleep } from "node:timers/promises";
import { GetTopicAttributesCommand, SetTopicAttributesCommand, SNSClient } from "@aws-sdk/client-sns";
import { GetQueueAttributesCommand, SetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import * as v from "valibot";
import type { Target } from "../target.ts";

/** A changed policy counts within a minute ("up to 60 seconds", SetQueueAttributes). */
const takesEffectMs = 60_000;

const policySchema = v.pipe(v.string(), v.parseJson(), v.looseObject({ Statement: v.array(v.unknown()) }));

interface Policy {
  readonly read: () => Promise<string | undefined>;
  readonly write: (policy: string) => Promise<unknown>;
  readonly action: string;
  readonly arn: string;
}

/** Nobody may send or publish, until the policy is as it was. */
export async function stopByPolicy(
  settings: Target["clientSettings"],
  TopicArn: string | undefined,
  queueUrl: string,
): Promise<AsyncDisposable> {
  const policy =
    TopicArn === undefined ? await queuePolicy(settings, queueUrl) : topicPolicy(settings, TopicArn);
  // Only AWS's addresses name a region. Elsewhere a policy counts at once.
  const waitMs = settings.region === undefined ? 0 : takesEffectMs;
  const former = await policy.read();
  const { Statement, ...rest } = v.parse(policySchema, former ?? '{"Version":"2012-10-17","Statement":[]}');
  const { action: Action, arn: Resource } = policy;
  const deny = { Sid: "StoppedByTheAcceptance", Effect: "Deny", Principal: "*", Action, Resource };
  await policy.write(JSON.stringify({ ...rest, Statement: [...Statement, deny] }));
  await sleep(waitMs);
  return {
    async [Symbol.asyncDispose]() {
      await policy.write(former ?? "");
      await sleep(waitMs);
    },
  };
}

async function queuePolicy(settings: Target["clientSettings"], QueueUrl: string): Promise<Policy> {
  const sqs = new SQSClient(settings);
  const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["Policy", "QueueArn"] });
  const read = async () => (await sqs.send(command)).Attributes;
  return {
    read: async () => (await read())?.Policy,
    write: (Policy) => sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } })),
    action: "sqs:SendMessage",
    arn: (await read())?.QueueArn ?? "",
  };
}

function topicPolicy(settings: Target["clientSettings"], TopicArn: string): Policy {
  const sns = new SNSClient(settings);
  return {
    read: async () => (await sns.send(new GetTopicAttributesCommand({ TopicArn }))).Attributes?.Policy,
    write: (AttributeValue) =>
      sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName: "Policy", AttributeValue })),
    action: "sns:Publish",
    arn: TopicArn,
  };
}
