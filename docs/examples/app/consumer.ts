import { consume } from "notification-intake/consumer";

/** Logs no subject: pipwave's is a session token. */
export const handler = consume(({ id, type, data }) => {
  process.stdout.write(`${JSON.stringify({ id, type, outcome: data.outcome })}\n`);
});
