type Values = Readonly<Record<string, string>>;

/** Other texts of the same number, by field. */
export type Spellings = Readonly<Record<string, (text: string) => readonly string[]>>;

/** The hashed text: `key:value`, sorted, without separators. */
export function signedText(values: Values): string {
  return Object.keys(values)
    .sort()
    .map((name) => `${name}:${values[name]}`)
    .join("");
}

/** All possible sets of signed values. The digest decides. */
export function listReadings(texts: Values, spellings: Spellings = {}): Values[] {
  const mayOmit = !Object.values(texts).some((text) => text.includes(":"));
  let readings: Values[] = [{}];
  for (const [name, text] of Object.entries(texts)) {
    const options = text === "" ? readEmpty(name, mayOmit) : spell(name, text, spellings[name]);
    readings = readings.flatMap((values) => options.map((option) => ({ ...values, ...option })));
  }
  return readings;
}

/** The vendor signs or omits an empty field. */
function readEmpty(name: string, mayOmit: boolean): Values[] {
  return mayOmit ? [{ [name]: "" }, {}] : [{ [name]: "" }];
}

function spell(name: string, text: string, otherSpellings: Spellings[string] | undefined): Values[] {
  const spellings = otherSpellings ? new Set([text, ...otherSpellings(text)]) : [text];
  return [...spellings].map((spelling) => ({ [name]: spelling }));
}
