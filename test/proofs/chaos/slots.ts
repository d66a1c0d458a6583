/** Runs this many at once. Others wait. */
export function createSlots(size: number) {
  const waiting: (() => void)[] = [];
  let taken = 0;
  return async <Result>(run: () => Promise<Result>): Promise<Result> => {
    while (taken >= size) await new Promise<void>((resolve) => waiting.push(resolve));
    taken += 1;
    try {
      return await run();
    } finally {
      taken -= 1;
      waiting.shift()?.();
    }
  };
}
