import { count } from "./format.ts";
import { explanationOf, standingOf, wordings } from "./outcomes.ts";

/** A burst of deliveries becomes one sentence. */
const gatherMs = 1000;
/** Tells who cannot see the list what arrives, politely, a sentence a second at most. */
export function createAnnouncer(region) {
  const gathered = new Map();
  const speak = () => {
    region.textContent = sentenceFor([...gathered.values()]);
    gathered.clear();
  };
  return (delivery) => {
    if (gathered.size === 0) setTimeout(speak, gatherMs);
    gathered.set(delivery.id, delivery);
  };
}
function sentenceFor(deliveries) {
  const [first] = deliveries;
  if (first !== undefined && deliveries.length === 1)
    return `${first.source}: ${wordOf(first)}. ${explanationOf(first)}`;
  const words = deliveries.map(wordOf);
  const tally = [...new Set(words)].map((word) => `${words.filter((one) => one === word).length} ${word}`);
  return `${count(deliveries.length, "delivery", "deliveries")}: ${tally.join(", ")}`;
}
function wordOf(delivery) {
  return wordings[standingOf(delivery)].word.toLowerCase();
}
