export type OptionValues = Readonly<Record<string, string | number | boolean | undefined>>;

/** As a person types it, without undefined or false options. */
export function commandText(script: string, values: OptionValues = {}): string {
  const options = Object.entries(values).flatMap(([name, value]) => {
    if (value === undefined || value === false) return [];
    return value === true ? [`--${name}`] : [`--${name} ${quote(String(value))}`];
  });
  return [`npm run ${script}`, ...(options.length > 0 ? ["--", ...options] : [])].join(" ");
}

function quote(text: string): string {
  return /^[\w:./-]+$/.test(text) ? text : `"${text}"`;
}
