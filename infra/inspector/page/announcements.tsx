import { useEffect, useRef, useState } from "preact/hooks";
import type { DeliveryView } from "../protocol.ts";
import { count } from "./format.ts";
import { explanationOf, looks, standingOf } from "./outcomes.ts";

/** A burst of deliveries becomes one sentence. */
const gatherMs = 1000;

interface Props {
  readonly arrivals: readonly DeliveryView[];
  readonly onAnnounced: () => void;
}

/** Tells a screen reader what arrives, with one sentence a second at most. */
export function Announcements({ arrivals, onAnnounced }: Props) {
  const [told, setTold] = useState(arrivals);
  const latest = useRef(arrivals);
  latest.current = arrivals;
  const isWaiting = arrivals.length > 0;
  useEffect(() => {
    if (!isWaiting) return;
    const timer = setTimeout(() => {
      setTold(latest.current);
      onAnnounced();
    }, gatherMs);
    return () => clearTimeout(timer);
  }, [isWaiting]);
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
