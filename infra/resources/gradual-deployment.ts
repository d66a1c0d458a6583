import { Duration } from "aws-cdk-lib";
import { LambdaDeploymentConfig, LambdaDeploymentGroup } from "aws-cdk-lib/aws-codedeploy";
import { Alias, type Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { exceeded, sourceMetric, sourceMetrics } from "./metrics.ts";

const minute = { period: Duration.minutes(1), statistic: "Sum" };

type UpdatedSource = Parameters<typeof sourceMetric>[0] & { readonly handler: LambdaFunction };

/**
 * CodeDeploy gives a tenth of the calls to a new version, and all after five minutes, unless one of the source's own alarms fires
 * (https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html).
 */
export class GradualDeployment extends Construct {
  readonly alias: Alias;

  constructor(scope: Construct, id: string, source: UpdatedSource) {
    super(scope, id);
    this.alias = new Alias(this, "Alias", { aliasName: "live", version: source.handler.currentVersion });
    const metrics = {
      Failed: sourceMetric(source, sourceMetrics.failed, minute),
      Quarantined: sourceMetric(source, sourceMetrics.quarantined, minute),
      UnusableSecret: sourceMetric(source, sourceMetrics.unusableSecret, minute),
      // A function that does not start logs no delivery.
      Errors: this.alias.metricErrors(minute),
    };
    const alarmDescription = `CodeDeploy takes a new version of ${source.sourceId} back while this alarm fires. Read the function's log.`;
    const alarms = Object.entries(metrics).map(([name, metric]) =>
      metric.createAlarm(this, name, { ...exceeded, alarmDescription }),
    );
    const deploymentConfig = LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES;
    new LambdaDeploymentGroup(this, "Group", { alias: this.alias, deploymentConfig, alarms });
  }
}
