export interface Finding {
  /** A source, a queue, an alarm, a domain. */
  readonly subject: string;
  readonly text: string;
  /** What to do. Undefined if nothing is. */
  readonly next?: string | undefined;
}

export type Check = () => Promise<readonly Finding[]>;

/** One that cannot look is a finding too. */
export async function* runChecks(checks: Readonly<Record<string, Check>>): AsyncGenerator<Finding> {
  for (const [subject, check] of Object.entries(checks))
    try {
      yield* await check();
    } catch (error) {
      const cause = error instanceof Error ? error.message : "unknown";
      const next = "look at the credentials, and at the permissions in section 3 of docs/operating.md";
      yield { subject, text: `could not be checked: ${cause}`, next };
    }
}
