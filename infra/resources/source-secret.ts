import { Grant } from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { type ISecret, Secret } from "aws-cdk-lib/aws-secretsmanager";
import { Construct } from "constructs";
import { variableNames } from "../../lib/wiring/environment.ts";
import type { ChosenSource } from "../settings/chosen-source.ts";
import { type DataProps, removalPolicyOf } from "./data-props.ts";
import { grantDecryptOfSecret } from "./encryption-key.ts";

export interface SourceSecretProps extends DataProps {
  readonly chosen: ChosenSource;
}

/**
 * The credentials of a source. The first value is one that no source can use. Until you store the real one, every delivery
 * gets a 503, and the vendor keeps it.
 */
export class SourceSecret extends Construct {
  readonly secretName: string;
  readonly #secret: ISecret;
  /** Of the deployer's own secret. The intake's key is granted elsewhere. */
  readonly #ownKey: IKey | undefined;

  constructor(scope: Construct, id: string, { chosen, ...props }: SourceSecretProps) {
    super(scope, id);
    const created = () =>
      new Secret(this, "Secret", {
        description: `Credentials for the deliveries of ${chosen.id}`,
        generateSecretString: { secretStringTemplate: "{}", generateStringKey: "replaceThisValue" },
        encryptionKey: props.encryptionKey,
        removalPolicy: removalPolicyOf(props),
      });
    this.#secret = chosen.secret ?? created();
    this.#ownKey = chosen.secret?.encryptionKey;
    this.secretName = this.#secret.secretName;
  }

  grantRead(handler: LambdaFunction): void {
    const { secretArn, secretFullArn } = this.#secret;
    Grant.addToPrincipal({
      grantee: handler,
      actions: ["secretsmanager:GetSecretValue"],
      // A secret known by its name alone: AWS appends six characters to it.
      resourceArns: [secretFullArn ?? `${secretArn}-??????`],
    });
    if (this.#ownKey) grantDecryptOfSecret(handler, this.#ownKey);
    handler.addEnvironment(variableNames.secretId, secretArn);
  }
}
