/** The package accepts every CDK 2, for the sake of apps that only consume. Nothing can be built with an older one. */
export function checkCdk(runtimes: object): void {
  if (!("NODEJS_24_X" in runtimes))
    throw new Error(
      "NotificationIntake needs aws-cdk-lib 2.224.0 or later: the one installed has no Node 24",
    );
}
