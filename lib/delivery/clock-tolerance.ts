/** A vendor's clock may differ from ours by this, either way. */
export const clockToleranceSeconds = 5 * 60;
