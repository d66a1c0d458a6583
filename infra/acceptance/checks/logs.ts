import { ensure, needed } from "../check.ts";
import type { IntakeCheck } from "../played-source.ts";

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
    const search = (text: string, what: readonly string[], where: string): void => {
      const found = what.filter(tells).find((telling) => text.includes(telling));
      const whose = `${where} holds something of ${found?.length} characters`;
      ensure(found === undefined, `${whose} that is secret or personal`);
    };
    for (const body of arrivals) search(body, secrets, "a message");
    const lines = await needed(intake.target.logLines, "the suite cannot read this target's logs")();
    ensure(lines.length > 0, "there is no log line of the deliveries");
    const telling = new Set([...secrets, ...[...intake.texts].flatMap(textsIn)]);
    search(lines.join("\n"), [...telling], "a log line");
  },
};
