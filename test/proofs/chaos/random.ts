import { createRandom, type Random } from "../simulation/random.ts";

/** Chance that a seed decides, for lists and ids too. */
export interface ChaosRandom extends Pick<Random, "chance" | "between"> {
  readonly pick: <Item>(items: readonly Item[]) => Item;
  readonly shuffle: <Item>(items: readonly Item[]) => Item[];
  readonly uuid: () => string;
}

export function createChaosRandom(seed: number): ChaosRandom {
  const { chance, between } = createRandom(seed);
  return {
    chance,
    between,
    pick(items) {
      const item = items[between(0, items.length - 1)];
      if (item === undefined) throw new Error("there is nothing to pick from");
      return item;
    },
    shuffle: (items) =>
      items
        .map((item) => [between(0, 2 ** 31), item] as const)
        .sort(([a], [b]) => a - b)
        .map(([, item]) => item),
    uuid: () => "xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx".replaceAll("x", () => between(0, 15).toString(16)),
  };
}
