import { RemovalPolicy } from "aws-cdk-lib";
import type { IKey } from "aws-cdk-lib/aws-kms";

/** The settings of every resource that keeps data. */
export interface DataProps {
  /** Keep the data when the stack is deleted. */
  readonly retainData: boolean;
  /** The deployer's own key. By default AWS manages one. */
  readonly encryptionKey?: IKey | undefined;
}

/** RETAIN_ON_UPDATE_OR_DELETE: a failed first deployment leaves no orphans. */
export function removalPolicyOf({ retainData }: Pick<DataProps, "retainData">): RemovalPolicy {
  return retainData ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
}
