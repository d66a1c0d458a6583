import { Grant } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { Construct } from "constructs";
import { variableNames } from "../../lib/wiring/environment.ts";
import { type DataProps, removalPolicyOf } from "./data-props.ts";

/**
 * The credentials of a source. The first value is one that no source can use. Until you store the real one, every delivery
 * gets a 503, and the vendor keeps it.
 */
export class SourceSecret extends Construct {
  readonly secretArn: string;
  readonly secretName: string;

  constructor(scope: Construct, id: string, props: DataProps & { readonly source: string }) {
    super(scope, id);
    const { source, encryptionKey } = props;
    const secret = new Secret(this, "Secret", {
      description: `Credentials for the deliveries of ${source}`,
      generateSecretString: { secretStringTemplate: "{}", generateStringKey: "replaceThisValue" },
      ...(encryptionKey ? { encryptionKey } : {}),
      removalPolicy: removalPolicyOf(props),
    });
    this.secretArn = secret.secretArn;
    this.secretName = secret.secretName;
  }

  grantRead(handler: LambdaFunction): void {
    Grant.addToPrincipal({
      grantee: handler,
      actions: ["secretsmanager:GetSecretValue"],
      resourceArns: [this.secretArn],
    });
    handler.addEnvironment(variableNames.secretId, this.secretArn);
  }
}
