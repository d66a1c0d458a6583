import { stringifyJson } from "../../../lib/json/json.ts";
import type { SourceCheck } from "../check.ts";
import { expectRefused } from "../played-source.ts";

const withoutCredentials: SourceCheck = {
  name: "a delivery without credentials is refused and leaves nothing",
  async run({ invent, write, send, expectNothing }) {
    const notification = invent();
    const { path } = await write(notification);
    const headers = {
      "content-type": "application/json",
      "x-correlation-id": notification.correlationId,
    };
    expectRefused(await send({ path, headers, body: stringifyJson(notification.body) }));
    await expectNothing(notification);
  },
};

const withOthers: SourceCheck = {
  name: "a delivery with invented credentials is refused and leaves nothing",
  async run({ simulator, invent, write, send, expectNothing }) {
    const { vendorSide } = simulator.createCredentials();
    const notification = invent();
    expectRefused(await send(await write(notification, vendorSide)));
    await expectNothing(notification);
  },
};

const withSiblings: SourceCheck = {
  name: "a delivery with the credentials of the vendor's other source is refused and leaves nothing",
  appliesTo: ({ siblings }) => siblings.length > 0,
  async run({ siblings, invent, write, send, expectNothing }) {
    const notification = invent();
    expectRefused(await send(await write(notification, siblings[0]?.vendorSide)));
    await expectNothing(notification);
  },
};

export const credentialChecks = [withoutCredentials, withOthers, withSiblings];
