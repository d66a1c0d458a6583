import { Duration } from "aws-cdk-lib";
import type { HttpApi } from "aws-cdk-lib/aws-apigatewayv2";
import type { ICertificate } from "aws-cdk-lib/aws-certificatemanager";
import {
  ComparisonOperator,
  type CreateAlarmOptions,
  type Metric,
  TreatMissingData,
} from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import type { EventConsumer } from "../resources/event-consumer.ts";
import type { IntakeSource } from "../resources/intake-source.ts";
import {
  exceeded,
  type LogMetric,
  sourceMetric,
  sourceMetrics,
  waitingMetric,
} from "../resources/metrics.ts";
import type { DomainsProps } from "../settings/intake-props.ts";
import { TruststoreReminder } from "./truststore-reminder.ts";
import type { WatchedIntake } from "./watched-intake.ts";

export interface IntakeAlarmsProps {
  readonly intake: WatchedIntake;
  readonly api: HttpApi;
  readonly domains: DomainsProps;
  readonly topic: ITopic | undefined;
}

type AlarmOptions = Partial<CreateAlarmOptions>;

/** None. Where nothing happens, CloudWatch has no data. */
const missing = {
  comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
  treatMissingData: TreatMissingData.BREACHING,
};

const visible = { period: Duration.minutes(1), statistic: "Maximum" };
const inFiveMinutes = { period: Duration.minutes(5), statistic: "Sum" };

const certificateDaysLeft = 30;

/** Every alarm says what happened and what to do. Those of a log metric are in `metrics.ts`. */
export class IntakeAlarms extends Construct {
  readonly #topic: ITopic | undefined;

  constructor(scope: Construct, id: string, { intake, api, domains, topic }: IntakeAlarmsProps) {
    super(scope, id);
    this.#topic = topic;
    this.#watchIntake(intake, api);
    for (const consumer of intake.consumers) this.#watchConsumer(consumer);
    if (intake.topic) this.#watchTopic(intake.topic);
    for (const source of intake.sources) this.#watchSource(source);
    this.#watchCertificates(domains);
    if (domains.mutualTls && topic) {
      const { truststore } = domains.mutualTls;
      new TruststoreReminder(this, "TruststoreReminder", { truststore, topic });
    }
  }

  #watchIntake(intake: WatchedIntake, api: HttpApi): void {
    this.#alarm(
      "ServerErrors",
      api.metricServerError(inFiveMinutes),
      "Vendors got a 5xx and will send again. Query the functions' logs for the outcome failed.",
    );
    this.#alarm(
      "Quarantine",
      intake.quarantineQueue.metricApproximateNumberOfMessagesVisible(visible),
      "The intake did not understand authentic deliveries. Read them in the quarantine queue: SQS deletes them after 14 days.",
    );
    this.#alarm(
      "Deferred",
      waitingMetric(intake, "Maximum", Duration.minutes(5)),
      "SQS did not take messages. They wait in the outbox, and the relay tries every minute. Check SQS, the KMS key and the functions' roles.",
    );
    this.#alarm(
      "RelaySilent",
      waitingMetric(intake, "SampleCount", Duration.minutes(15)),
      "The outbox relay has not read the outbox for 15 minutes. Check its schedule and its function's log.",
      missing,
    );
  }

  #watchConsumer({ consumerId, name, queue, deadLetterQueue, undeliveredQueue }: EventConsumer): void {
    this.#alarm(
      `${name}DeadLetters`,
      deadLetterQueue.metricApproximateNumberOfMessagesVisible(visible),
      `The consumer ${consumerId} failed on an event five times. Fix it, then move the events back to their queue.`,
    );
    this.#alarm(
      `${name}OldestEvent`,
      queue.metricApproximateAgeOfOldestMessage(visible),
      `An event has waited for 15 minutes for the consumer ${consumerId}. Check that it runs.`,
      { threshold: 15 * 60 },
    );
    if (undeliveredQueue)
      this.#alarm(
        `${name}Undelivered`,
        undeliveredQueue.metricApproximateNumberOfMessagesVisible(visible),
        `SNS could not deliver an event to the consumer ${consumerId}. Check the queue's policy and key, then move the events to its queue.`,
      );
  }

  #watchTopic(topic: ITopic): void {
    this.#alarm(
      "TopicLost",
      topic.metric("NumberOfNotificationsFailedToRedriveToDlq", inFiveMinutes),
      "SNS could neither deliver an event nor keep it as undelivered. Mend the queues' policies, then send it again from the archive or ask the vendor.",
    );
    this.#alarm(
      "TopicFailed",
      topic.metricNumberOfNotificationsFailed(inFiveMinutes),
      "SNS could not deliver an event. The alarms of the consumers say whose it was. Check the queues' policies and the KMS key.",
    );
  }

  #watchSource(source: IntakeSource): void {
    const { sourceId, name, handler, silentAfterHours } = source;
    for (const metric of Object.values<LogMetric>(sourceMetrics)) {
      const { threshold = 1, text, isFor = () => true } = metric.alarm ?? {};
      if (text && isFor(source))
        this.#alarm(`${name}${metric.name}`, sourceMetric(source, metric), text(sourceId), { threshold });
    }
    this.#alarm(
      `${name}Throttles`,
      handler.metricThrottles(inFiveMinutes),
      `Lambda throttled the function of ${sourceId}. Raise its reserved concurrency or the account's limit.`,
    );
    // Refused deliveries are not authentic: strangers do not end a silence, nor does a vendor with a wrong credential.
    if (silentAfterHours !== undefined)
      this.#alarm(
        `${name}Silent`,
        source.metric("authentic", { period: Duration.hours(1) }),
        `No authentic delivery of ${sourceId} came for ${silentAfterHours} hours. Check the refused ones first, then ask the vendor.`,
        { ...missing, evaluationPeriods: silentAfterHours },
      );
  }

  #watchCertificates({ mutualTls, ordinary }: DomainsProps): void {
    this.#watchCertificate("MutualTls", mutualTls?.name, mutualTls?.certificate);
    // If it is expired, API Gateway refuses every change of the domain, and so a new trust store.
    this.#watchCertificate("Ownership", mutualTls?.name, mutualTls?.ownershipCertificate);
    this.#watchCertificate("Ordinary", ordinary?.name, ordinary?.certificate);
  }

  #watchCertificate(id: string, name: string | undefined, certificate: ICertificate | undefined): void {
    if (certificate)
      this.#alarm(
        `${id}Certificate`,
        certificate.metricDaysToExpiry(),
        `The certificate of ${name} expires in less than ${certificateDaysLeft} days. Renew it.`,
        // ACM reports no metric of an expired certificate.
        { ...missing, threshold: certificateDaysLeft },
      );
  }

  #alarm(id: string, metric: Metric, alarmDescription: string, options: AlarmOptions = {}): void {
    const alarm = metric.createAlarm(this, id, { ...exceeded, ...options, alarmDescription });
    if (this.#topic) alarm.addAlarmAction(new SnsAction(this.#topic));
  }
}
