import { Duration } from "aws-cdk-lib";
import type { HttpApi } from "aws-cdk-lib/aws-apigatewayv2";
import { ComparisonOperator, Metric, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import { type ITopic, Topic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import type { StageSettings } from "../settings/stage-settings.ts";
import type { DeployedSource, WatchedIntake } from "./deployed-source.ts";
import { countMetric, waitingMetric } from "./source-metrics.ts";
import { TruststoreReminder } from "./truststore-reminder.ts";

export interface IntakeAlarmsProps {
  readonly intake: WatchedIntake;
  readonly api: HttpApi;
  readonly settings: StageSettings;
}

/** Refused deliveries in five minutes that a vendor's mistake, or somebody's guessing, is behind. */
const refusedSpike = 50;
const oldestEventSeconds = 15 * 60;
const certificateDaysLeft = 30;

/** What somebody has to know about, each with what to do next. */
export class IntakeAlarms extends Construct {
  readonly #topic: ITopic | undefined;

  constructor(scope: Construct, id: string, { intake, api, settings }: IntakeAlarmsProps) {
    super(scope, id);
    const { alarmTopicArn } = settings;
    this.#topic = alarmTopicArn ? Topic.fromTopicArn(this, "Topic", alarmTopicArn) : undefined;
    this.#watchApi(api);
    this.#watchQueues(intake);
    this.#watchDeferred(intake);
    for (const source of intake.deployedSources) this.#watchSource(source);
    this.#watchCertificates(settings);
  }

  #watchApi(api: HttpApi): void {
    const metric = api.metricServerError({ period: Duration.minutes(5), statistic: "Sum" });
    this.#alarm(
      "ServerErrors",
      metric,
      1,
      "Vendors get 5xx and will repeat. See the functions' logs for outcome failed.",
    );
  }

  #watchQueues({ queue, deadLetterQueue, quarantineQueue }: WatchedIntake): void {
    const visible = { period: Duration.minutes(1), statistic: "Maximum" };
    const quarantined = quarantineQueue.metricApproximateNumberOfMessagesVisible(visible);
    this.#alarm(
      "Quarantine",
      quarantined,
      1,
      "Authentic deliveries were not understood. Read them in the quarantine queue within 14 days.",
    );
    const dead = deadLetterQueue.metricApproximateNumberOfMessagesVisible(visible);
    this.#alarm("DeadLetters", dead, 1, "Consumers gave up on events. Fix the consumer, then relay.");
    const oldest = queue.metricApproximateAgeOfOldestMessage(visible);
    this.#alarm(
      "OldestEvent",
      oldest,
      oldestEventSeconds,
      "Events wait for 15 minutes. Are the consumers running?",
    );
  }

  #watchDeferred({ service }: WatchedIntake): void {
    this.#alarm(
      "Deferred",
      waitingMetric(service, "Maximum", Duration.minutes(5)),
      1,
      "The queue did not take messages; they wait in the table and are tried every minute. See SQS, the key, the role.",
    );
    waitingMetric(service, "SampleCount", Duration.minutes(15))
      .createAlarm(this, "RelaySilent", {
        alarmDescription:
          "The relay has not looked for deferred messages for 15 minutes. See its function's log.",
        comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
        threshold: 1,
        evaluationPeriods: 1,
        treatMissingData: TreatMissingData.BREACHING,
      })
      .addAlarmAction(...this.#actions());
  }

  #watchSource(source: DeployedSource): void {
    const { id, name, handler, secretName, silentAfterHours } = source;
    const refused = countMetric(source, "refused");
    this.#alarm(
      `${name}Refused`,
      refused,
      refusedSpike,
      `Many deliveries of ${id} were refused. Was a secret rotated?`,
    );
    const throttled = handler.metricThrottles({ period: Duration.minutes(5), statistic: "Sum" });
    this.#alarm(
      `${name}Throttles`,
      throttled,
      1,
      `The function of ${id} was throttled. Raise its concurrency.`,
    );
    const tableFaults = countMetric(source, "tableFault");
    this.#alarm(
      `${name}TableFaults`,
      tableFaults,
      1,
      "The table did not answer, so late copies may become second events. See DynamoDB's health and throttles.",
    );
    if (secretName !== undefined) {
      this.#alarm(
        `${name}UnusableSecret`,
        countMetric(source, "unusableSecret"),
        1,
        `The secret of ${id} holds what the source cannot use. The value before it may still serve: put that back, then store the new one as JSON.`,
      );
    }
    if (source.signsFields) this.#watchCopies(source);
    if (silentAfterHours !== undefined) this.#watchSilence(source, silentAfterHours);
  }

  #watchCopies(source: DeployedSource): void {
    const text = `Two bodies of ${source.id} came under one signature: a forged copy, or a retry that was not signed anew. Compare them: one is an event, the other is in quarantine.`;
    this.#alarm(`${source.name}Altered`, countMetric(source, "altered"), 1, text);
  }

  /** Silence is missing data, hour after hour. Strangers, and a vendor whose credential is refused, do not break it. */
  #watchSilence(source: DeployedSource, hours: number): void {
    countMetric(source, "authentic", Duration.hours(1))
      .createAlarm(this, `${source.name}Silent`, {
        alarmDescription: `Nothing authentic came from ${source.id} for ${hours} h. Look at what was refused, then ask the vendor.`,
        comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
        threshold: 1,
        evaluationPeriods: hours,
        treatMissingData: TreatMissingData.BREACHING,
      })
      .addAlarmAction(...this.#actions());
  }

  #watchCertificates({ domains }: StageSettings): void {
    for (const [id, name, certificateArn] of certificatesOf(domains)) {
      const metric = new Metric({
        namespace: "AWS/CertificateManager",
        metricName: "DaysToExpiry",
        dimensionsMap: { CertificateArn: certificateArn },
        statistic: "Minimum",
        period: Duration.days(1),
      });
      metric
        .createAlarm(this, `${id}Certificate`, {
          alarmDescription: `The certificate of ${name} ends in less than ${certificateDaysLeft} days. Renew it.`,
          comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
          threshold: certificateDaysLeft,
          evaluationPeriods: 1,
          // Of a certificate that has ended there is no metric any more.
          treatMissingData: TreatMissingData.BREACHING,
        })
        .addAlarmAction(...this.#actions());
    }
    if (domains.mutualTls && this.#topic) {
      const { truststore } = domains.mutualTls;
      new TruststoreReminder(this, "TruststoreReminder", { truststore, topic: this.#topic });
    }
  }

  #alarm(id: string, metric: Metric, threshold: number, alarmDescription: string): void {
    metric
      .createAlarm(this, id, {
        alarmDescription,
        threshold,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: TreatMissingData.NOT_BREACHING,
        evaluationPeriods: 1,
      })
      .addAlarmAction(...this.#actions());
  }

  #actions(): SnsAction[] {
    return this.#topic ? [new SnsAction(this.#topic)] : [];
  }
}

function certificatesOf({ mutualTls, ordinary }: StageSettings["domains"]) {
  return [
    ["MutualTls", mutualTls?.name, mutualTls?.certificateArn],
    // With one that has ended, API Gateway refuses every change of the domain, the trust store's among them.
    ["Ownership", mutualTls?.name, mutualTls?.ownershipCertificateArn],
    ["Ordinary", ordinary?.name, ordinary?.certificateArn],
  ].flatMap(([id, name, arn]) => (id && name && arn ? [[id, name, arn] as const] : []));
}
