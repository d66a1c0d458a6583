import { RemovalPolicy } from "aws-cdk-lib";
import { AttributeType, BillingMode, Table, TableEncryption } from "aws-cdk-lib/aws-dynamodb";
import type { IKey } from "aws-cdk-lib/aws-kms";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { variableNames } from "../lib/environment.ts";
import { tableAttributes } from "../lib/table-attributes.ts";
import type { DataProps } from "./data-props.ts";

/** The keys of the notifications that were sent, each until its time is over. */
export class IdempotencyTable extends Construct {
  readonly tableName: string;
  readonly #table: Table;
  readonly #encryptionKey: IKey | undefined;

  constructor(scope: Construct, id: string, { retainData, encryptionKey }: DataProps) {
    super(scope, id);
    this.#encryptionKey = encryptionKey;
    this.#table = new Table(this, "Table", {
      partitionKey: { name: tableAttributes.key, type: AttributeType.STRING },
      timeToLiveAttribute: tableAttributes.expiresAt,
      billingMode: BillingMode.PAY_PER_REQUEST,
      ...(encryptionKey
        ? { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey }
        : { encryption: TableEncryption.AWS_MANAGED }),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: retainData },
      deletionProtection: retainData,
      removalPolicy: retainData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    this.tableName = this.#table.tableName;
  }

  /** One item read or written at a time, by its key: no query, no scan, no deletion. */
  grantLookAndRemember(handler: LambdaFunction): void {
    this.#table.grant(handler, "dynamodb:GetItem", "dynamodb:PutItem");
    this.#encryptionKey?.grantEncryptDecrypt(handler);
    handler.addEnvironment(variableNames.table, this.tableName);
  }
}
