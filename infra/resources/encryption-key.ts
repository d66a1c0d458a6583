import { Annotations, Stack } from "aws-cdk-lib";
import {
  AccountPrincipal,
  type Conditions,
  Grant,
  type IGrantable,
  type IPrincipal,
  PolicyStatement,
  type Role,
  ServicePrincipal,
} from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { Construct, IConstruct } from "constructs";

/** Who has to use the key besides the functions. */
export interface KeyUsers {
  /** SNS encrypts the topic and sends to encrypted queues. */
  readonly sns: boolean;
  /** Consumers of other accounts. */
  readonly accounts: readonly string[];
}

/**
 * Lets log groups, SNS and consumers' accounts use the key. An imported key's policy is not the app's to change: the synthesis
 * prints the statements. They name no resource of the stack, on which a key in another stack would depend.
 */
export function letUse(scope: Construct, key: IKey, users: KeyUsers): void {
  const statements = statementsFor(Stack.of(scope), users);
  const missing = statements.filter((statement) => !key.addToResourcePolicy(statement).statementAdded);
  if (missing.length === 0) return;
  const texts = missing.map((statement) =>
    JSON.stringify(Stack.of(scope).resolve(statement.toStatementJson())),
  );
  Annotations.of(scope).addWarningV2(
    "notification-intake:encryptionKey",
    `The key's policy needs these statements. Without those for logs the deployment fails, without that for SNS no event arrives: ${texts.join(", ")}`,
  );
}

/**
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html and
 * https://docs.aws.amazon.com/sns/latest/dg/sns-enable-encryption-for-topic-sqs-queue-subscriptions.html
 */
function statementsFor({ region, account, partition }: Stack, { sns, accounts }: KeyUsers) {
  const allow = (principals: IPrincipal[], actions: string[], conditions: Conditions) =>
    new PolicyStatement({ principals, actions, resources: ["*"], conditions });
  const logGroups = `arn:${partition}:logs:${region}:${account}:log-group:*`;
  const forLogs = allow(
    [new ServicePrincipal(`logs.${region}.amazonaws.com`)],
    ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
    { ArnLike: { "kms:EncryptionContext:aws:logs:arn": logGroups } },
  );
  const forSns = allow([new ServicePrincipal("sns.amazonaws.com")], ["kms:GenerateDataKey*", "kms:Decrypt"], {
    StringEquals: { "aws:SourceAccount": account },
  });
  const principals = accounts.map((id) => new AccountPrincipal(id));
  const throughSqs = { StringEquals: { "kms:ViaService": `sqs.${region}.amazonaws.com` } };
  const forAccounts = allow(principals, ["kms:Decrypt"], throughSqs);
  return [forLogs, ...(sns ? [forSns] : []), ...(accounts.length > 0 ? [forAccounts] : [])];
}

/** These services use the key in a function's name. Lambda decrypts its environment. */
const services = ["dynamodb", "lambda", "secretsmanager", "sqs"];

/**
 * Lets a function use the key through these services of its region only. To send, SQS needs `kms:GenerateDataKey` and
 * `kms:Decrypt`. The others only decrypt
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html).
 */
export function grantKeyUse(role: Role, key: IKey, usesTopic: boolean): void {
  const used = usesTopic ? [...services, "sns"] : services;
  grantThrough(used, role, key, ["kms:Decrypt", "kms:GenerateDataKey"]);
}

/** The key of a secret that the deployer made. */
export function grantDecryptOfSecret(handler: LambdaFunction, key: IKey): void {
  grantThrough(["secretsmanager"], handler, key, ["kms:Decrypt"]);
}

function grantThrough(
  names: readonly string[],
  grantee: IGrantable & IConstruct,
  key: IKey,
  actions: string[],
): void {
  const { region } = Stack.of(grantee);
  const through = names.map((name) => `${name}.${region}.amazonaws.com`);
  const conditions = { StringEquals: { "kms:ViaService": through } };
  Grant.addToPrincipal({ grantee, actions, resourceArns: [key.keyArn], conditions });
}
