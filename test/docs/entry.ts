import type { DocumentedCommand } from "./commands.ts";

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Who answers when a command speaks to AWS. */
type Aws =
  /** `npm start`, which the test has started on free ports. */
  | "intake"
  /** moto, an imitation of AWS by others; where it is not installed, `refusing`. */
  | "moto"
  /** Somebody who denies everything: the AWS CLI has understood the command by then. */
  | "refusing";

export interface Run {
  /** What is run in its place, for a reason that the entry says; else the text of the document. */
  readonly as?: (text: string) => string;
  /** `intake` without it. */
  readonly aws?: Aws;
  /** Exit codes that are right; 0 alone without it. */
  readonly codes?: readonly number[];
  /** What its standard output has to hold. */
  readonly prints?: RegExp;
  /** What else has to be true; throws if it is not. */
  readonly check?: (outcome: Outcome, command: DocumentedCommand) => void;
}

/** What is known of some commands: at least one of `run`, `tested` and `needs`. */
export interface Entry {
  /** Matches the whole text of the commands. */
  readonly command: RegExp;
  /** It is run by the tests of the documents. */
  readonly run?: Run;
  /** Another test runs it: its file, and what stands there. */
  readonly tested?: { readonly file: string; readonly says: string };
  /** Why it cannot be run here as it stands, and what the document says of that around a command that is to be typed. */
  readonly needs?: { readonly what: string; readonly said: RegExp };
}

export function matches({ command }: Entry, text: string): boolean {
  return new RegExp(`^(?:${command.source})$`, command.flags).test(text.replaceAll(/\s+/g, " "));
}

/** The flags of a command of ours are read before `--help` is answered, so that a flag that is gone is a mistake. */
export function withHelp(text: string): string {
  return text.includes(" -- ") ? `${text} --help` : `${text} -- --help`;
}
