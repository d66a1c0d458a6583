import { ensure, needed } from "../check.ts";
import type { SourceCheck } from "../played-source.ts";
import { poll } from "../poll.ts";

/** A function reads a secret again at most every 30 seconds. */
const patienceMs = 45_000;

/** It comes before the forgeries: each makes a function read its secret, and then wait. */
export const rotation: SourceCheck = {
  name: "after a rotation the new credentials and those before them are accepted",
  async run({ source, invent, write, send, deliverEvent, expectEvents }) {
    const rotate = needed(source.rotate, "the suite may not change this secret");
    await using rotated = await rotate();
    const notification = invent();
    const request = await write(notification, rotated.vendorSide);
    const patience = { patienceMs, pollMs: 1000, isStopped: () => false };
    const { status } = await poll(
      patience,
      () => send(request),
      (response) => response.status === 200,
    );
    ensure(status === 200, `the new credentials are answered with ${status}`);
    await expectEvents(notification);
    await deliverEvent();
  },
};
