/** A vendor's clock may differ from ours by this, either way, when a signed time is checked. */
export const clockToleranceSeconds = 5 * 60;
