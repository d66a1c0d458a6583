export function unless(isRight: boolean, fault: string): string[] {
  return isRight ? [] : [fault];
}
