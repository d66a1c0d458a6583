import { isInstalled } from "../../support/tools.ts";

/** Of those that the documents' commands use, what may be missing: the README asks for Node and npm alone. */
const optional = ["aws", "jq", "openssl", "base64"] as const;

/** Of the tools that may be missing, those that are. */
export async function missingTools(): Promise<readonly string[]> {
  const found = await Promise.all(optional.map(isInstalled));
  return optional.filter((_, at) => !found[at]);
}

/**
 * Why commands cannot be run, for want of a tool, or of a file or variable that a command before them would have made:
 * one text for each, undefined where it can be run.
 */
export function findHindrances(
  commands: readonly string[],
  missing: readonly string[],
): readonly (string | undefined)[] {
  const lacking = missing.map((tool) => ({
    uses: new RegExp(`(^|[\\s|(])${tool}\\s`),
    what: `${tool} is not installed`,
  }));
  return commands.map((text) => {
    const what = lacking.find(({ uses }) => uses.test(text))?.what;
    // The file that `aws lambda invoke` writes is its last word.
    const [, variable, file] = /^(\w+)=\$|[> ] ?(\w+\.json)$/.exec(text) ?? [];
    if (what && variable) lacking.push({ uses: new RegExp(`\\$${variable}\\b`), what });
    if (what && file) lacking.push({ uses: new RegExp(`(^| |//)${RegExp.escape(file)}`), what });
    return what;
  });
}
