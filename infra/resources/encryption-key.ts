import { Annotations, Stack } from "aws-cdk-lib";
import { Grant, PolicyStatement, type Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import type { Construct } from "constructs";

const reminder =
  "The key's policy has to let CloudWatch Logs use it, or the deployment fails at the log groups: docs/operating.md, section 1, has the statement.";

/**
 * Lets the log groups of the stack's account use the key. An imported key's policy is not the app's to change. Names no log
 * group: a key in another stack would depend on this one
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html).
 */
export function letLogsUse(scope: Construct, key: IKey): void {
  const { region, account, partition } = Stack.of(scope);
  const logGroups = `arn:${partition}:logs:${region}:${account}:log-group:*`;
  const { statementAdded } = key.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal(`logs.${region}.amazonaws.com`)],
      actions: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
      resources: ["*"],
      conditions: { ArnLike: { "kms:EncryptionContext:aws:logs:arn": logGroups } },
    }),
  );
  if (!statementAdded) Annotations.of(scope).addInfoV2("notification-intake:encryptionKey", reminder);
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
