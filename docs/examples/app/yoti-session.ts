import { mintYotiToken } from "notification-intake/yoti-token";

/** A Yoti session's `notifications` for your case. */
export function notificationsOf(caseId: string, sessionEnds: Date, endpoint: string, sessionKey: string) {
  const sixteenDaysMs = 16 * 24 * 60 * 60 * 1000;
  const expiresAt = new Date(sessionEnds.getTime() + sixteenDaysMs);
  return {
    endpoint,
    topics: ["session_completion"],
    auth_type: "BASIC",
    auth_token: mintYotiToken({ sessionKey, reference: caseId, expiresAt }),
  };
}
