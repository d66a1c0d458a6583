/** Strings, punctuation, and the characters of any other value. Of valid JSON nothing is left out but white space. */
const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s"{}[\],:]+/gs;
/**
 * Writes `""` for the values of some top-level members of a JSON object, however often a name occurs and however it is
 * escaped. Every other byte stays. The body must be valid JSON (RFC 8259).
 */
export function blankMembers(body, names) {
  // One character a byte, so that positions in the text are positions in the body.
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
function* topMembers(text) {
  let depth = 0;
  let name;
  let start;
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
