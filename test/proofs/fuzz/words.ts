/** Values without spaces. */
export const words = (text: string): readonly string[] => text.split(" ");
