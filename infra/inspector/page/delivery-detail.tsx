import { useRef } from "preact/hooks";
import type { DeliveryView } from "../protocol.ts";
import { actions, useActionResult } from "./actions.ts";
import { Facts } from "./facts.tsx";
import { dayAndTime, milliseconds } from "./format.ts";
import { OutcomeIcon } from "./outcome-icon.tsx";
import { explanationOf, isReplayable, outcomes, sequelOf, standingOf, wordings } from "./outcomes.ts";
import { Panes } from "./panes.tsx";
import { Timing } from "./timing.tsx";

/** The chosen delivery: its outcome and why, the timings, and all that was sent. */
export function DeliveryDetail({ delivery }: { readonly delivery: DeliveryView }) {
  const title = useRef<HTMLHeadingElement>(null);
  const [replayed, showReplay] = useActionResult();
  const { id, source, receivedAt, response, result } = delivery;
  const replay = async () => {
    const { ok } = await showReplay(actions.replay(result?.event ?? ""));
    // The button goes, and would take the focus along.
    if (ok) title.current?.focus();
  };
  const standing = standingOf(delivery);
  const sequel = sequelOf(delivery);
  const took = result ? ` in ${milliseconds(result.durationMs)}` : "";
  return (
    <>
      <div class="summary">
        <div>
          <div class="title" data-outcome={standing}>
            <h2 ref={title} id="detail-title" tabIndex={-1}>
              <OutcomeIcon standing={standing} />
              <span class="outcome">{wordings[standing].word}</span> {source}
            </h2>
            {sequel && <strong>{sequel}</strong>}
            {isReplayable(delivery) && (
              <button type="button" class="action" aria-keyshortcuts="R" onClick={replay}>
                Replay
              </button>
            )}
          </div>
          <p>{explanationOf(delivery)}</p>
          <output class="replay" data-state={replayed.state} aria-label="Replay">
            {replayed.text}
          </output>
          <Facts
            facts={[
              ["received", dayAndTime(receivedAt)],
              ["answered", response && `${response.status}${took}`],
              ["code", result?.code],
              ["event", result?.event],
              ["request", id],
            ]}
          />
        </div>
        {result && <Timing result={result} />}
      </div>
      <Panes delivery={delivery} />
    </>
  );
}

/** Shown while no delivery is chosen: what the outcomes mean. */
export function Welcome() {
  const legend = outcomes.map((outcome) => {
    const { word, meaning } = wordings[outcome];
    const label = (
      <span class="outcome" data-outcome={outcome}>
        <OutcomeIcon standing={outcome} /> {word}
      </span>
    );
    return [word, meaning, label] as const;
  });
  return (
    <div class="welcome">
      <h2 id="detail-title">Choose a delivery</h2>
      <p class="quiet">See its event beside the original, the response, and how long each step took.</p>
      <Facts facts={legend} />
    </div>
  );
}
