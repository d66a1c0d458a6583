/** One command of a script, as it is written, and the comment behind it. */
export interface ShellCommand {
  readonly text: string;
  readonly comment: string;
}

/** What a piece of a script is, in the order in which they are looked for. */
const pieces =
  /(?<continuation>\\\n\s*)|(?<escape>\\.)|(?<single>'[^']*')|(?<substitution>\$\()|(?<double>")|(?<comment>(?<=^|\s)#[^\n]*)|(?<heredoc><<-?\s*'?(?<word>\w+)'?[^\n]*\n.*?\n\k<word>(?=\n|$))|(?<open>\()|(?<close>\))|(?<end>\n|;|&&)/gs;

/**
 * Splits a script where a shell begins another command: at the end of a line, at `;` and at `&&`. Pipes belong to their
 * command, and so do continued lines and what is quoted, substituted or in parentheses. Loops and `if` are not known.
 */
export function splitScript(script: string): readonly ShellCommand[] {
  const commands: ShellCommand[] = [];
  const isInside: string[] = [];
  let text = "";
  let comment = "";
  let from = 0;
  const finish = () => {
    if (text.trim() !== "") commands.push({ text: text.trim(), comment });
    text = "";
    comment = "";
  };
  for (const match of script.matchAll(pieces)) {
    const { groups = {}, index } = match;
    text += script.slice(from, index);
    from = index + match[0].length;
    const isQuoted = isInside.at(-1) === '"';
    if (groups.continuation !== undefined) text += " ";
    else if (isQuoted && groups.double === undefined && groups.substitution === undefined) text += match[0];
    else if (groups.comment !== undefined) comment = groups.comment.slice(1).trim();
    else if (groups.end !== undefined && isInside.length === 0) finish();
    else {
      follow(groups, isInside);
      text += match[0];
    }
  }
  text += script.slice(from);
  finish();
  return commands;
}

/** Keeps account of the quotes and parentheses that are open. */
function follow(piece: Readonly<Record<string, string | undefined>>, isInside: string[]): void {
  const closes = (piece.double !== undefined && isInside.at(-1) === '"') || piece.close !== undefined;
  if (closes) isInside.pop();
  else if (piece.double !== undefined) isInside.push('"');
  else if (piece.substitution !== undefined || piece.open !== undefined) isInside.push("(");
}
