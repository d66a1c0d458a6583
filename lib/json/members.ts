/** Strings, punctuation and other values, for valid JSON. */
const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s"{}[\],:]+/gs;

interface Member {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Replaces top-level members' values by `""`, also under repeated or escaped names. Every other byte stays. Requires
 * valid JSON (RFC 8259).
 */
export function blankMembers(body: Uint8Array, names: readonly string[]): Uint8Array {
  // One character per byte: text and body positions agree.
  const text = Buffer.from(body).toString("latin1");
  let result = "";
  let copiedTo = 0;
  for (const { name, start, end } of topMembers(text)) {
    if (!names.includes(name)) continue;
    result += `${text.slice(copiedTo, start)}""`;
    copiedTo = end;
  }
  return Buffer.from(result + text.slice(copiedTo), "latin1");
}

function* topMembers(text: string): Generator<Member> {
  let depth = 0;
  let name: string | undefined;
  let start: number | undefined;
  let end = 0;
  for (const { 0: token, index } of text.matchAll(tokens)) {
    if (depth === 1 && (token === "," || token === "}")) {
      if (name !== undefined && start !== undefined) yield { name, start, end };
      name = start = undefined;
    } else if (depth === 1 && name === undefined) name = JSON.parse(token);
    else if (depth === 1 && token !== ":") start ??= index;
    if (token === "{" || token === "[") depth += 1;
    if (token === "}" || token === "]") depth -= 1;
    end = index + token.length;
  }
}
