import type { IKey } from "aws-cdk-lib/aws-kms";

/** What holds for everything that keeps data. */
export interface DataProps {
  /** Keep it when the stack is deleted. */
  readonly retainData: boolean;
  /** The deployer's own key, instead of the one that AWS manages. */
  readonly encryptionKey?: IKey | undefined;
}
