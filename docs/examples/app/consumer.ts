import { consume } from "notification-intake/consumer";

/** What a consumer that knows no vendor reads: who it is about, and what came of it. */
export const handler = consume(({ id, subject, data }) => {
  process.stdout.write(`${JSON.stringify({ id, subject, outcome: data.outcome })}\n`);
});
