/** How far a vendor's clock may be from ours, in seconds. */
export const clockToleranceSeconds = 5 * 60;
