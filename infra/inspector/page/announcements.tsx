import { useEffect, useState } from "preact/hooks";
import type { DeliveryView } from "../protocol.ts";
import { count } from "./format.ts";
import { explanationOf, looks, standingOf } from "./outcomes.ts";

/** A burst of deliveries becomes one sentence. */
const quietMs = 1000;

interface Props {
  readonly arrivals: readonly DeliveryView[];
  readonly onAnnounced: () => void;
}

/** Tells a screen reader what has arrived, once nothing more arrives. */
export function Announcements({ arrivals, onAnnounced }: Props) {
  const [told, setTold] = useState(arrivals);
  useEffect(() => {
    if (arrivals.length === 0) return;
    const timer = setTimeout(() => {
      setTold(arrivals);
      onAnnounced();
    }, quietMs);
    return () => clearTimeout(timer);
  }, [arrivals]);
  // A new element each time, so the same sentence is read again.
  return (
    <output class="unseeable" aria-label="Arrivals">
      {told.length > 0 && <span key={told[0]?.id}>{sentenceFor(told)}</span>}
    </output>
  );
}

function sentenceFor(deliveries: readonly DeliveryView[]): string {
  const [first] = deliveries;
  if (first && deliveries.length === 1) return `${first.source}: ${wordOf(first)}. ${explanationOf(first)}`;
  const tally = [...Map.groupBy(deliveries, wordOf)].map(([word, group]) => `${group.length} ${word}`);
  return `${count(deliveries.length, "arrival")}: ${tally.join(", ")}`;
}

function wordOf(delivery: DeliveryView): string {
  return looks[standingOf(delivery)].word.toLowerCase();
}
