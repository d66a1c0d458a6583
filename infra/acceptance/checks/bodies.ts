import { randomUUID } from "node:crypto";
import { gzipSync } from "node:zlib";
import { stringifyJson } from "../../../lib/json/json.ts";
import type { SourceCheck } from "../check.ts";
import { ensure } from "../failure.ts";
import { expectRefused, type Notification, type PlayedSource } from "../played-source.ts";

const gzipped = { "content-encoding": "gzip" };
/** As docs/sources.md promises. */
const maxBodyBytes = 262_144;

async function writeOfSize({ invent, write }: PlayedSource, bytes: number) {
  const notification = invent({ padding: "" });
  const { body } = await write(notification);
  const left = bytes - Buffer.byteLength(body);
  // An event has each as an escape of twice its bytes: the largest event that there is.
  const padding = "\uFFFE".repeat(left / 3) + "x".repeat(left % 3);
  const padded = { ...notification, body: { ...notification.body, padding } };
  return { notification: padded, request: await write(padded) };
}

const largest: SourceCheck = {
  name: "a body of 262,144 bytes is an event, and one byte more is refused with 413",
  async run(source) {
    const { notification, request } = await writeOfSize(source, maxBodyBytes);
    source.expectSuccess(await source.send(request), notification.body);
    const larger = await writeOfSize(source, maxBodyBytes + 1);
    expectRefused(await source.send(larger.request), 413);
    await source.expectEvents(notification);
    await source.expectNothing(larger.notification);
  },
};

const repeatedKey: SourceCheck = {
  name: "a key that comes twice counts as it came last",
  async run({ simulator, invent, write, send, expectSuccess, expectEvents }) {
    const notification = invent();
    const request = await write(notification);
    const [key = ""] = Object.keys(simulator.about({}, notification.correlationId));
    const body = request.body.replace("{", `{${JSON.stringify(key)}:"another",`);
    expectSuccess(await send({ ...request, body }), notification.body);
    await expectEvents(notification);
  },
};

/** U+FFFE and U+FFFF are characters that SQS does not take. */
const exotic: readonly (readonly [sent: string, carried: string])[] = [
  ['"🙂\u{10000}\u{10FFFF}"', '"🙂\u{10000}\u{10FFFF}"'],
  ['"\uFFFE\uFFFF"', '"\\ufffe\\uffff"'],
  ["12345678901234567890", "12345678901234567890"],
  ["1.500", "1.500"],
];

const exact: SourceCheck = {
  name: "every character and every digit is carried, under any content type",
  async run({ invent, write, send, expectSuccess, expectEvents, intake }) {
    const notification = invent();
    const request = await write(notification);
    const members = exotic.map(([sent], index) => `"x${index}":${sent},`).join("");
    const headers = { ...request.headers, "content-type": "application/octet-stream" };
    const body = request.body.replace("{", `{${members}`);
    expectSuccess(await send({ ...request, headers, body }), notification.body);
    await expectEvents(notification);
    for (const { mailbox } of intake.consumers)
      for (const event of mailbox.arrivalsOf(notification.correlationId))
        for (const [sent, carried] of exotic)
          ensure(event.body.includes(`:${carried}`), `the event does not carry ${sent}`);
  },
};

type Odd = readonly [what: string, code: string, write: (text: string) => Buffer, headers?: object];

const oddBodies: readonly Odd[] = [
  ["broken UTF-8", "invalid_utf8", (text) => Buffer.from(`{"x":"${text}\xff"}`, "latin1")],
  ["no JSON", "invalid_json", (text) => Buffer.from(`{"x":"${text}"`)],
  ["deep nesting", "too_deep", (text) => Buffer.from(`["${text}",${"[".repeat(20_000)}`)],
  ["a list", "not_an_object", (text) => Buffer.from(`[{"x":"${text}"}]`)],
  ["a compressed body", "invalid_utf8", (text) => gzipSync(`{"x":"${text}"}`), gzipped],
];

/** A success if the headers prove the sender. A credential in the body is lost with it. Returns whether. */
async function sendBody(source: PlayedSource, { correlationId }: Notification, body: Buffer, headers = {}) {
  const usual = source.invent();
  const isProved = (await source.write(usual)).body === stringifyJson(usual.body);
  const written = await source.write({ correlationId, body: {} });
  const response = await source.send({ ...written, headers: { ...written.headers, ...headers }, body });
  if (isProved) source.expectSuccess(response, {});
  else expectRefused(response);
  return isProved;
}

/** Twice. */
async function checkOdd(source: PlayedSource, [what, code, writeBody, headers]: Odd): Promise<void> {
  const notification = source.invent();
  const body = writeBody(randomUUID());
  await sendBody(source, notification, body, headers);
  const isProved = await sendBody(source, notification, body, headers);
  if (!isProved) return source.expectNothing(notification);
  const { issues, delivery } = await source.expectQuarantined(notification);
  const isCoded = issues.some((issue) => issue.code === code);
  ensure(isCoded, `${what} is not kept as ${code}`);
  ensure(Buffer.from(delivery.body, "base64").equals(body), `${what} is not kept byte for byte`);
}

const odd: SourceCheck = {
  name: "an authentic body that is no JSON object is acknowledged, and kept byte for byte in quarantine, once",
  async run(source) {
    const results = await Promise.allSettled(oddBodies.map((each) => checkOdd(source, each)));
    for (const result of results) if (result.status === "rejected") throw result.reason;
  },
};

const empty: SourceCheck = {
  name: "an empty body is acknowledged if the headers prove it, else refused, and is no event",
  async run(source) {
    const notification = source.invent();
    await sendBody(source, notification, Buffer.of());
    // Of an earlier run's it is a duplicate.
    await source.intake.expect([{ correlationId: notification.correlationId, events: 0 }]);
  },
};

export const bodyChecks = [largest, exact, repeatedKey, odd, empty];
