type Values = Readonly<Record<string, string>>;

/** By field: other texts of the same number. */
export type Spellings = Readonly<Record<string, (text: string) => readonly string[]>>;

/** The text that the vendor hashes: `key:value` in the order of the sorted keys, with nothing between the pairs. */
export function signedText(values: Values): string {
  return Object.keys(values)
    .sort()
    .map((name) => `${name}:${values[name]}`)
    .join("");
}

/** All sets of values that the vendor may have signed for these texts. The digest tells which one it signed. */
export function listReadings(texts: Values, spellings: Spellings = {}): Values[] {
  const mayOmit = !Object.values(texts).some((text) => text.includes(":"));
  let readings: Values[] = [{}];
  for (const [name, text] of Object.entries(texts)) {
    const options = text === "" ? readEmpty(name, mayOmit) : spell(name, text, spellings[name]);
    readings = readings.flatMap((values) => options.map((option) => ({ ...values, ...option })));
  }
  return readings;
}

/** The vendor signed an absent or empty field as empty, or left it out. */
function readEmpty(name: string, mayOmit: boolean): Values[] {
  return mayOmit ? [{ [name]: "" }, {}] : [{ [name]: "" }];
}

function spell(name: string, text: string, otherSpellings: Spellings[string] = () => []): Values[] {
  return [...new Set([text, ...otherSpellings(text)])].map((spelling) => ({ [name]: spelling }));
}
