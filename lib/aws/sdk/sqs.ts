import {
  errorTypeRegistries,
  SendMessage$,
  type SendMessageCommandInput,
  type SendMessageCommandOutput,
} from "@aws-sdk/client-sqs";
import { AwsJson1_0Protocol } from "@aws-sdk/core/protocols";
import { sendMessageMiddleware } from "@aws-sdk/middleware-sdk-sqs";
import { oneShotHash } from "./one-shot-hash.ts";
import type { Operation } from "./operation.ts";
import type { ServiceSettings } from "./service-settings.ts";
import { createService } from "./service.ts";

export interface SqsOperations {
  readonly sendMessage: Operation<SendMessageCommandInput, SendMessageCommandOutput>;
}

export function createSqs(settings: ServiceSettings): SqsOperations {
  const protocol = new AwsJson1_0Protocol({
    defaultNamespace: "com.amazonaws.sqs",
    errorTypeRegistries,
    serviceTarget: "AmazonSQS",
    awsQueryCompatible: true,
  });
  const send: SqsOperations["sendMessage"] = createService(protocol, settings)(SendMessage$);
  const checkDigest = sendMessageMiddleware({ md5: oneShotHash("md5") });
  return {
    async sendMessage(input, deadline) {
      const sendChecked = checkDigest(
        async () => ({ response: undefined, output: await send(input, deadline) }),
        {},
      );
      return (await sendChecked({ input })).output;
    },
  };
}
