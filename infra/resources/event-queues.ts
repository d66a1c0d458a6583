import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { variableNames } from "../../lib/wiring/environment.ts";
import { type ChosenConsumer, needsTopic, onlyConsumer } from "../settings/chosen-consumer.ts";
import { EventConsumer } from "./event-consumer.ts";
import { EventTopic, type EventTopicProps } from "./event-topic.ts";
import { createQueue } from "./fifo-queue.ts";

export interface EventQueuesProps extends EventTopicProps {
  readonly consumers: readonly ChosenConsumer[];
}

/** Where messages go: events to the only consumer's queue or by a topic to each consumer's, the rest to quarantine. */
export class EventQueues extends Construct {
  readonly consumers: readonly EventConsumer[];
  readonly topic: EventTopic | undefined;
  readonly quarantine: Queue;

  constructor(scope: Construct, id: string, { consumers, archiveDays, ...props }: EventQueuesProps) {
    super(scope, id);
    const topic = needsTopic(consumers, archiveDays)
      ? new EventTopic(this, "Topic", { ...props, archiveDays })
      : undefined;
    this.topic = topic;
    this.consumers = consumers.map((chosen) => {
      const own = chosen.id === onlyConsumer ? this : new Construct(this, chosen.id);
      return new EventConsumer(own, { ...props, chosen, topic });
    });
    this.quarantine = createQueue(this, "Quarantine", props);
  }

  grantSend(handler: LambdaFunction): void {
    if (this.topic) this.topic.grantPublish(handler);
    else for (const { queue } of this.consumers) this.#grantSend(handler, queue, variableNames.eventQueueUrl);
    this.#grantSend(handler, this.quarantine, variableNames.quarantineQueueUrl);
  }

  #grantSend(handler: LambdaFunction, queue: Queue, variable: string): void {
    queue.grant(handler, "sqs:SendMessage");
    handler.addEnvironment(variable, queue.queueUrl);
  }
}
