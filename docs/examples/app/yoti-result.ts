import { consume } from "notification-intake/consumer";
import { fetchResult } from "notification-intake/result";
import { signYotiRequest } from "./yoti-signature.ts";

const { YOTI_SDK_ID: sdkId, YOTI_PRIVATE_KEY: privateKey } = process.env;
if (!sdkId || !privateKey)
  throw new Error("set YOTI_SDK_ID and YOTI_PRIVATE_KEY to those of your application");

/** Fetches each completed session of the source whose credentials these are. */
export const handler = consume(async (event) => {
  const { id, source, type, data } = event;
  if (source !== "yoti" || type !== "yoti.session.v1" || data.outcome !== "ready") return;
  const result = await fetchResult(event, {
    baseUrl: "https://api.yoti.com",
    authorize: (request) => signYotiRequest(sdkId, privateKey, request),
    deadlineMs: 4000,
  });
  // SQS delivers the event again.
  if (result.state === "pending") throw new Error("Yoti has not completed the session yet");
  process.stdout.write(`${JSON.stringify({ id, state: result.state })}\n`);
});
