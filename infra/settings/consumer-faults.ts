import type { Duration } from "aws-cdk-lib";
import { Alias, Function as LambdaFunction, type IFunction } from "aws-cdk-lib/aws-lambda";

/** A sentence for each consumer that SQS or Lambda would refuse, or that would get half of the events. */
export function consumerFaults(consumers: readonly IFunction[], visibilityTimeout: Duration): string[] {
  const faults = consumers
    .slice(1)
    .map(() => "addConsumer: the queue has a consumer, and each would get half of the events");
  const seconds = visibilityTimeout.toSeconds();
  const slow = consumers.map(timeoutOf).find((timeout = 0) => timeout > seconds);
  if (slow !== undefined)
    faults.push(
      `visibilityTimeout: is ${seconds} s, and the consumer's timeout is ${slow} s: while it works, SQS would hand its events out again`,
    );
  return faults;
}

/** In seconds. Undefined for an imported function. */
function timeoutOf(consumer: IFunction): number | undefined {
  const handler = consumer instanceof Alias ? consumer.version.lambda : consumer;
  return handler instanceof LambdaFunction ? handler.timeout?.toSeconds() : undefined;
}
