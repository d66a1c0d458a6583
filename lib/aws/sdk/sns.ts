import {
  errorTypeRegistries,
  Publish$,
  type PublishCommandInput,
  type PublishCommandOutput,
} from "@aws-sdk/client-sns";
import { AwsQueryProtocol } from "@aws-sdk/core/protocols";
import type { Operation } from "./operation.ts";
import type { ServiceSettings } from "./service-settings.ts";
import { createService } from "./service.ts";

export interface SnsOperations {
  readonly publish: Operation<PublishCommandInput, PublishCommandOutput>;
}

export function createSns(settings: ServiceSettings): SnsOperations {
  const protocol = new AwsQueryProtocol({
    defaultNamespace: "com.amazonaws.sns",
    errorTypeRegistries,
    xmlNamespace: "http://sns.amazonaws.com/doc/2010-03-31/",
    version: "2010-03-31",
  });
  return { publish: createService(protocol, settings)(Publish$) };
}
