import type { Block, Document } from "./markdown.ts";
import { splitScript } from "./shell.ts";

/** A command that a document tells its reader to type, or names. */
export interface DocumentedCommand {
  readonly document: string;
  /** The section around it, and the beginning of the document. */
  readonly context: string;
  /** As it is written; a continued line is one line. */
  readonly text: string;
  /** What the script says behind it, without the `#`. */
  readonly comment: string;
  /** What the document says that it prints, if it says so. */
  readonly shown: string | undefined;
  readonly isProse: boolean;
}

const shells = ["sh", "bash", "shell", "console"];
const tools =
  /^(\w+=\S+ )*(npm|npx|node|aws|cdk|sam|curl|openssl|jq|sed|pip|pipx|docker|socat|git|cat|grep|base64|export) \S/;

/** Every command of a document, in its order: those of its blocks, then those of its prose. */
export function commandsOf({ blocks, spans }: Document): readonly DocumentedCommand[] {
  const typed = blocks.flatMap(commandsOfBlock);
  const remarks = typed.flatMap(({ document, context, comment }) =>
    [...comment.matchAll(/`([^`]+)`/g)].map(([, text = ""]) => ({ document, context, text })),
  );
  const named = [...spans, ...remarks].filter(({ text }) => tools.test(text));
  return [...typed, ...named.map((span) => ({ ...span, comment: "", shown: undefined, isProse: true }))];
}

/** Whether a block holds nothing but commands and what they print. */
export function isScript({ language, text }: Block): boolean {
  return shells.includes(language) || /^\$ /m.test(text);
}

function commandsOfBlock(block: Block): readonly DocumentedCommand[] {
  if (!isScript(block)) return [];
  const { document, context, text } = block;
  const of = (script: string, shown: string | undefined) =>
    splitScript(script).map((command, at, all) => {
      const isLast = at === all.length - 1;
      return { document, context, ...command, shown: isLast ? shown : undefined, isProse: false };
    });
  if (!/^\$ /m.test(text)) return of(text, undefined);
  return text.split(/^\$ /m).flatMap((turn) => {
    const [, script = "", printed = ""] = /^((?:[^\n]*\\\n)*[^\n]*\n?)(.*)$/s.exec(turn) ?? [];
    return of(script, printed === "" ? undefined : printed);
  });
}
