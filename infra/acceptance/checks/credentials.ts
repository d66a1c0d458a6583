import { stringifyJson } from "../../../lib/json/json.ts";
import { expectRefused, type Notification, type PlayedSource, type SourceCheck } from "../played-source.ts";

type Forge = (source: PlayedSource, notification: Notification) => ReturnType<PlayedSource["write"]>;

function isRefused(what: string, forge: Forge): SourceCheck {
  return {
    name: `a delivery ${what} is refused and leaves nothing`,
    async run(source) {
      const notification = source.invent();
      expectRefused(await source.send(await forge(source, notification)));
      await source.expectNothing(notification);
    },
  };
}

export const credentialChecks: readonly SourceCheck[] = [
  isRefused("without credentials", async ({ write }, { correlationId, body }) => {
    const { path } = await write({ correlationId, body });
    const headers = { "content-type": "application/json", "x-correlation-id": correlationId };
    return { path, headers, body: stringifyJson(body) };
  }),
  isRefused("with invented credentials", ({ simulator, write }, notification) =>
    write(notification, simulator.createCredentials().vendorSide),
  ),
  {
    ...isRefused("with the credentials of the vendor's other source", ({ siblings, write }, notification) =>
      write(notification, siblings[0]?.vendorSide),
    ),
    appliesTo: ({ siblings }) => siblings.length > 0,
  },
];
