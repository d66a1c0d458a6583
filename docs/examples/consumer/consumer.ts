import { consume } from "../../../functions/consumer.ts";

/** What a consumer that knows no vendor reads: who it is about, and what came of it. */
export const handler = consume(async ({ id, subject, data }) => {
  process.stdout.write(`${JSON.stringify({ id, subject, outcome: data.outcome })}\n`);
});
