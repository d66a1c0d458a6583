/** How far a vendor's clock may be from ours, either way, in seconds, wherever a signed time is judged. */
export const clockToleranceSeconds = 5 * 60;
