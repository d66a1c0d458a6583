const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Milliseconds of a duration as a person writes it: `90m`, `2h`, `30d`. Undefined for any other text. */
export function parseDuration(text: string): number | undefined {
  const [, count, unit] = /^(\d{1,5})([mhd])$/.exec(text) ?? [];
  return unit === "m" || unit === "h" || unit === "d" ? Number(count) * unitMs[unit] : undefined;
}
