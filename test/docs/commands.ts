export interface CommandEntry {
  /** An extended regular expression, which JavaScript and bash read alike. */
  readonly command: string;
  /** `help`: the test only checks the options with `--help`. */
  readonly how: "run" | "help" | "elsewhere";
  /** Exit codes besides 0 that are right. */
  readonly exits?: readonly number[];
  /** The file that runs it, or its missing need. */
  readonly why?: string;
  /** The document must say this about it. */
  readonly said?: RegExp;
}

const account = { why: "an AWS account", said: /AWS\s+credentials/ };

/** The first entry that matches counts. */
export const commandEntries: readonly CommandEntry[] = [
  { command: "^npm (ci|test)$", how: "elsewhere", why: ".ci/run" },
  { command: "^npm run (check|lint|format|types|dead-code|test:[a-z]+)$", how: "elsewhere", why: ".ci/run" },
  { command: "^npm start$", how: "elsewhere", why: "test/integration/commands.test.ts" },
  { command: "^npm run synth$", how: "elsewhere", why: "test/stack/synthesis.test.ts" },
  { command: "^npm run (pack|build)", how: "elsewhere", why: "test/integration/package.long.test.ts" },
  { command: "^npm run poll", how: "elsewhere", why: "test/integration/package.long.test.ts" },
  // It installs Stryker first.
  { command: "^npm run mutation", how: "elsewhere", why: ".ci/run" },
  // Each takes minutes. A test runs a short one.
  { command: "^npm run (acceptance|chaos|bench|fuzz|simulate|house)", how: "help" },
  // 1: something stays in quarantine, or needs action.
  { command: "^npm run (-s )?(replay|doctor)", how: "run", exits: [1] },
  { command: "^npm run (-s )?(send|mint|hashes|sbom|contracts)", how: "run" },
  { command: "^npx cdk (bootstrap|diff|deploy)", how: "help", ...account },
  { command: "^npx (node|cdk) ", how: "run" },
  { command: "^(curl|unzip|sha256sum) ", how: "elsewhere", ...account },
  { command: "^(sam|socat) ", how: "elsewhere", why: "test/integration/sam.long.test.ts" },
  { command: "^(aws|jq|openssl|base64|grep|sed|cat|cp|umask|export) ", how: "run" },
];

export function entryOf(command: string): CommandEntry | undefined {
  return commandEntries.find((entry) => new RegExp(entry.command).test(command));
}
