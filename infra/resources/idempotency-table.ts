import { RemovalPolicy } from "aws-cdk-lib";
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from "aws-cdk-lib/aws-dynamodb";
import { Grant } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { variableNames } from "../../lib/wiring/environment.ts";
import { outboxIndex, tableAttributes } from "../../lib/wiring/table-attributes.ts";
import type { DataProps } from "./data-props.ts";

/** The keys of notifications that were sent, each until it expires, and the outbox. */
export class IdempotencyTable extends Construct {
  readonly tableName: string;
  readonly #table: Table;

  constructor(scope: Construct, id: string, { retainData, encryptionKey }: DataProps) {
    super(scope, id);
    this.#table = new Table(this, "Table", {
      partitionKey: { name: tableAttributes.key, type: AttributeType.STRING },
      timeToLiveAttribute: tableAttributes.expiresAt,
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: encryptionKey ? TableEncryption.CUSTOMER_MANAGED : TableEncryption.AWS_MANAGED,
      encryptionKey,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: retainData },
      deletionProtection: retainData,
      removalPolicy: retainData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    // Sparse: only deferred messages are in it, so that a read of an empty outbox costs next to nothing.
    this.#table.addGlobalSecondaryIndex({
      indexName: outboxIndex,
      partitionKey: { name: tableAttributes.deferred, type: AttributeType.STRING },
      sortKey: { name: tableAttributes.deferredAtMs, type: AttributeType.NUMBER },
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: [tableAttributes.groupId],
    });
    this.tableName = this.#table.tableName;
  }

  /** Reads and writes single items by their keys: no query, no scan, no deletion. */
  grantCheckRecordAndDefer(handler: LambdaFunction): void {
    this.#grant(handler, [this.#table.tableArn], "dynamodb:GetItem", "dynamodb:PutItem");
  }

  /** For a vendor that signs part of its bodies. */
  grantAddSignatures(handler: LambdaFunction): void {
    this.#grant(handler, [this.#table.tableArn], "dynamodb:UpdateItem");
  }

  /** All of these, and the list of deferred messages. */
  grantRelay(handler: LambdaFunction): void {
    this.grantCheckRecordAndDefer(handler);
    this.grantAddSignatures(handler);
    this.#grant(handler, [`${this.#table.tableArn}/index/${outboxIndex}`], "dynamodb:Query", "dynamodb:Scan");
  }

  #grant(handler: LambdaFunction, resourceArns: string[], ...actions: string[]): void {
    Grant.addToPrincipal({ grantee: handler, actions, resourceArns });
    handler.addEnvironment(variableNames.table, this.tableName);
  }
}
