import { buildApp } from "fauxqs";
import { S3Store } from "../../../node_modules/fauxqs/dist/s3/s3Store.js";
import { SnsStore } from "../../../node_modules/fauxqs/dist/sns/snsStore.js";
import { SqsStore } from "../../../node_modules/fauxqs/dist/sqs/sqsStore.js";
import { localRegion } from "../stack/intrinsics.ts";
import { publishAsSns } from "./fauxqs-as-sns.ts";
import { watchSentMessages } from "./sent-messages.ts";
import { answerAsSqs } from "./sqs-requests.ts";

/** SQS and SNS. They tell each other apart by the request's content type. */
export async function startFauxqs() {
  const stores = { sqsStore: new SqsStore(), snsStore: new SnsStore(), s3Store: new S3Store() };
  // Without a host, a queue's URL has the endpoint's own.
  stores.sqsStore.host = "";
  const app = buildApp({ logger: false, defaultRegion: localRegion, stores });
  const sent = watchSentMessages(app);
  answerAsSqs(app);
  publishAsSns(app, stores, sent.report);
  await app.ready();
  return { serve: app.routing, sns: stores.snsStore, sent, close: () => app.close() };
}
