import { expect } from "vitest";
import type { DocumentedCommand } from "../commands.ts";
import type { Entry, Outcome } from "../entry.ts";

export const cdkCommands: readonly Entry[] = [
  { command: /npx cdk synth -c stage=\w+/, run: { prints: /^ {4}Type: AWS::SQS::Queue$/m } },
  {
    command: /npx cdk synth|npm run synth/,
    tested: { file: "test/stack/synthesis.test.ts", says: '"synth", "--quiet"' },
  },
  {
    command: /(npx )?cdk (deploy|diff|bootstrap)( .*)?/,
    needs: { what: "an account", said: /AWS\s+credentials/ },
    run: { as: helpOfCdk, prints: /^cdk (deploy|diff|bootstrap) /m, check: knowsOptions },
  },
];

function helpOfCdk(text: string): string {
  const [, verb = ""] = /cdk (\w+)/.exec(text) ?? [];
  return `npx cdk ${verb} --help`;
}

function knowsOptions({ stdout }: Outcome, { text }: DocumentedCommand): void {
  const known = [...stdout.matchAll(/(?<=\s)--?[a-z][\w-]*/gi)].map(([option]) => option);
  const named = [...text.matchAll(/(?<= )--?[a-z][\w-]*/gi)].map(([option]) => option);
  expect(named.filter((option) => !known.includes(option))).toEqual([]);
}
