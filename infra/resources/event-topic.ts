import { RemovalPolicy } from "aws-cdk-lib";
import { Grant, PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Alias } from "aws-cdk-lib/aws-kms";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import {
  CfnTopic,
  FifoThroughputScope,
  Subscription,
  SubscriptionFilter,
  SubscriptionProtocol,
  Topic,
  TracingConfig,
} from "aws-cdk-lib/aws-sns";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { variableNames } from "../../lib/wiring/environment.ts";
import type { ChosenConsumer } from "../settings/chosen-consumer.ts";
import { createQueue, type FifoQueueProps, maxMessageBytes } from "./fifo-queue.ts";

export interface EventTopicProps extends FifoQueueProps {
  readonly archiveDays: number | undefined;
  readonly tracing: boolean;
}

/**
 * AWS's own fan-out: each consumer's queue gets the events that its filter takes, byte for byte as if the functions had sent them
 * (https://docs.aws.amazon.com/sns/latest/dg/fifo-topic-code-examples.html).
 */
export class EventTopic extends Construct {
  readonly topic: Topic;
  readonly #props: EventTopicProps;
  readonly #subscriptions: Subscription[] = [];

  constructor(scope: Construct, id: string, props: EventTopicProps) {
    super(scope, id);
    this.#props = props;
    this.topic = new Topic(this, "Topic", {
      fifo: true,
      contentBasedDeduplication: false,
      fifoThroughputScope: FifoThroughputScope.MESSAGE_GROUP,
      masterKey: props.encryptionKey ?? Alias.fromAliasName(this, "AwsKey", "alias/aws/sns"),
      enforceSSL: true,
      messageRetentionPeriodInDays: props.archiveDays,
      tracingConfig: props.tracing ? TracingConfig.ACTIVE : undefined,
    });
    const resource = this.topic.node.defaultChild;
    if (!(resource instanceof CfnTopic)) throw new Error("the topic has no CloudFormation resource");
    resource.maximumMessageSize = maxMessageBytes;
    // SNS refuses to delete a topic with an archive.
    if (props.archiveDays) this.topic.applyRemovalPolicy(RemovalPolicy.RETAIN);
  }

  /** Returns the queue of what SNS accepted and could not deliver. */
  subscribe(scope: Construct, queue: Queue, filter: ChosenConsumer["filter"]): Queue {
    // With a key that SNS may not use, the event could not be kept here either.
    const undelivered = createQueue(scope, "Undelivered", { ...this.#props, encryptionKey: undefined });
    const subscription = new Subscription(scope, "Subscription", {
      topic: this.topic,
      protocol: SubscriptionProtocol.SQS,
      endpoint: queue.queueArn,
      rawMessageDelivery: true,
      filterPolicy: filterPolicyOf(filter),
      deadLetterQueue: undelivered,
    });
    const { policyDependable } = queue.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal("sns.amazonaws.com")],
        actions: ["sqs:SendMessage"],
        resources: [queue.queueArn],
        conditions: { ArnEquals: { "aws:SourceArn": this.topic.topicArn } },
      }),
    );
    if (policyDependable) subscription.node.addDependency(policyDependable);
    this.#subscriptions.push(subscription);
    return undelivered;
  }

  /** The function is there only after the subscriptions: an event before them would reach nobody. */
  grantPublish(handler: LambdaFunction): void {
    const { topicArn } = this.topic;
    Grant.addToPrincipal({ grantee: handler, actions: ["sns:Publish"], resourceArns: [topicArn] });
    handler.addEnvironment(variableNames.topicArn, topicArn);
    handler.node.addDependency(...this.#subscriptions);
  }
}

function filterPolicyOf(filter: ChosenConsumer["filter"]) {
  const entries = Object.entries(filter).map(
    ([name, allowlist]) => [name, SubscriptionFilter.stringFilter({ allowlist: [...allowlist] })] as const,
  );
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}
