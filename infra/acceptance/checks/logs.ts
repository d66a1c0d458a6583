import type { IntakeCheck } from "../check.ts";
import { ensure, needed } from "../failure.ts";

/** Shorter texts, such as codes, identify no person and occur in our words. */
export const shortestTelling = 8;

function leaves(value: unknown): string[] {
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap(leaves);
  return typeof value === "string" || typeof value === "number" ? [String(value)] : [];
}

/** All texts at any depth. A body without JSON is one text. */
export function textsIn(body: string): string[] {
  try {
    return leaves(JSON.parse(body));
  } catch {
    return [body];
  }
}

/** As a line, a header or base64 could have them. */
export function spellings(secret: string): string[] {
  return [secret, ...secret.split("\n"), Buffer.from(secret).toString("base64")];
}

export const logs: IntakeCheck = {
  name: "no log line, no event and no quarantined message holds a credential, and no log line what was sent",
  async run(intake) {
    const tells = (text: string) => text.length >= shortestTelling;
    const secrets = intake.target.sources.flatMap(({ vendorSide }) => leaves(vendorSide)).flatMap(spellings);
    const arrivals = intake.mailboxes.flatMap((mailbox) => mailbox.arrivals().map(({ body }) => body));
    const lost = (found: string | undefined, where: string) =>
      ensure(
        found === undefined,
        `${where} holds something of ${found?.length} characters that is secret or personal`,
      );
    for (const body of arrivals)
      lost(
        secrets.filter(tells).find((secret) => body.includes(secret)),
        "a message",
      );
    const read = needed(intake.target.logLines, "the suite cannot read this target's logs");
    const lines = await read();
    ensure(lines.length > 0, "there is no log line of the deliveries");
    const everything = lines.join("\n");
    const telling = new Set([...secrets, ...[...intake.texts].flatMap(textsIn)].filter(tells));
    lost(
      [...telling].find((text) => everything.includes(text)),
      "a log line",
    );
  },
};
