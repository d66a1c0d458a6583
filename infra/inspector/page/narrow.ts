/** As in the style sheet: the detail takes the list's place. */
const query = matchMedia("(max-width: 59.99rem)");

export function isNarrow(): boolean {
  return query.matches;
}
