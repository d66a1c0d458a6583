import { Grant } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { Construct } from "constructs";
import { variableNames } from "../../lib/wiring/environment.ts";
import { type DataProps, removalPolicyOf } from "./data-props.ts";

/**
 * What one vendor's deliveries are checked against. It starts with a value that no source can use: until the real one is
 * put in its place every delivery is answered with 503, and the vendor keeps it.
 */
export class SourceSecret extends Construct {
  readonly secretArn: string;
  readonly secretName: string;

  constructor(scope: Construct, id: string, props: DataProps & { readonly source: string }) {
    super(scope, id);
    const { source, encryptionKey } = props;
    const secret = new Secret(this, "Secret", {
      description: `What deliveries of ${source} are checked against`,
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
