/** A fault, unless all is right. */
export function unless(isRight: boolean, fault: string): string[] {
  return isRight ? [] : [fault];
}
