import { Annotations, Stack } from "aws-cdk-lib";
import { Grant, type Role } from "aws-cdk-lib/aws-iam";
import { type IKey, Key } from "aws-cdk-lib/aws-kms";
import type { Construct } from "constructs";

const reminder =
  "The key's policy has to let CloudWatch Logs use it, or the deployment fails at the log groups: docs/operating.md, section 1, has the statement.";

/** The deployer's own key. The stack cannot change its policy. */
export function importKey(scope: Construct, keyArn: string): IKey {
  Annotations.of(scope).addInfoV2("notification-intake:encryptionKey", reminder);
  return Key.fromKeyArn(scope, "EncryptionKey", keyArn);
}

/** These services use the key in a function's name. Lambda decrypts its environment. */
const services = ["dynamodb", "lambda", "secretsmanager", "sqs"];

/**
 * Lets a function use the key through these services of its region only. To send, SQS needs `kms:GenerateDataKey` and
 * `kms:Decrypt`. The others only decrypt
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html).
 */
export function grantKeyUse(role: Role, key: IKey): void {
  const { region } = Stack.of(role);
  Grant.addToPrincipal({
    grantee: role,
    actions: ["kms:Decrypt", "kms:GenerateDataKey"],
    resourceArns: [key.keyArn],
    conditions: {
      StringEquals: { "kms:ViaService": services.map((service) => `${service}.${region}.amazonaws.com`) },
    },
  });
}
