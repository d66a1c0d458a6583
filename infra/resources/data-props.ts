import { RemovalPolicy } from "aws-cdk-lib";
import type { IKey } from "aws-cdk-lib/aws-kms";

/** What holds for everything that keeps data. */
export interface DataProps {
  /** Keep it when the stack is deleted. */
  readonly retainData: boolean;
  /** The deployer's own key, instead of the one that AWS manages. */
  readonly encryptionKey?: IKey | undefined;
}

/** What is kept is kept from its creation on: a first deployment that fails leaves nothing behind. */
export function removalPolicyOf({ retainData }: Pick<DataProps, "retainData">): RemovalPolicy {
  return retainData ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
}
