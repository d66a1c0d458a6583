import { createHash } from "node:crypto";
import * as v from "valibot";
import { variableNames } from "../../../lib/wiring/environment.ts";
import { fault, startWire, success, type Wire, type WireCall } from "./wire.ts";

const sent = v.object({ MessageBody: v.string() });
const put = v.object({ Item: v.looseObject({ key: v.object({ S: v.string() }) }) });
const got = v.object({ Key: v.object({ key: v.object({ S: v.string() }) }) });
const asked = v.object({ VersionStage: v.string() });

/** A function's AWS services on one wire, with its environment. */
export async function setUpLambda(secretText: string, previousText?: string) {
  const items = new Map<string, object>();
  const state = { isQueueOut: false, isTableOut: false };
  const operations: Readonly<Record<string, (input: unknown) => ReturnType<typeof success>>> = {
    GetItem(input) {
      const Item = items.get(v.parse(got, input).Key.key.S);
      return success(Item ? { Item } : {});
    },
    PutItem(input) {
      const { Item } = v.parse(put, input);
      items.set(Item.key.S, Item);
      return success();
    },
    SendMessage(input) {
      const digest = createHash("md5").update(v.parse(sent, input).MessageBody, "utf8").digest("hex");
      return success({ MessageId: "m", MD5OfMessageBody: digest });
    },
    GetSecretValue(input) {
      const { VersionStage } = v.parse(asked, input);
      const text = VersionStage === "AWSCURRENT" ? secretText : previousText;
      if (text === undefined) return fault("ResourceNotFoundException");
      return success({ VersionId: `v-${VersionStage}`, SecretString: text });
    },
  };
  const respond = ({ operation, input }: WireCall) => {
    const isOut = operation === "SendMessage" ? state.isQueueOut : state.isTableOut;
    if (isOut && operation !== "GetSecretValue") return fault("AccessDenied");
    return operations[operation]?.(input) ?? fault("UnknownOperation");
  };
  const wire = await startWire(respond);
  return { wire, state, variables: variablesOf(wire) };
}

function variablesOf(wire: Wire) {
  return {
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_ENDPOINT_URL: wire.url,
    [variableNames.table]: "keys",
    [variableNames.eventQueueUrl]: `${wire.url}/123456789012/events.fifo`,
    [variableNames.quarantineQueueUrl]: `${wire.url}/123456789012/quarantine.fifo`,
    [variableNames.source]: "sample",
    [variableNames.secretId]: "the-secret",
    [variableNames.authentication]: '{"sharedSecret":{}}',
  };
}
