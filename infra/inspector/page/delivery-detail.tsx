import { useRef } from "preact/hooks";
import type { DeliveryView } from "../protocol.ts";
import { actions, useActionResult } from "./actions.ts";
import { dayAndTime, milliseconds } from "./format.ts";
import { OutcomeIcon } from "./outcome-icon.tsx";
import { explanationOf, isReplayable, outcomes, sequelOf, standingOf, wordings } from "./outcomes.ts";
import { Panes } from "./panes.tsx";
import { Timing } from "./timing.tsx";

/** The chosen delivery: its outcome and why, the timings, and all that was sent. */
export function DeliveryDetail({ delivery }: { readonly delivery: DeliveryView }) {
  const title = useRef<HTMLHeadingElement>(null);
  const [replayed, showReplay] = useActionResult();
  const replay = async () => {
    const { ok } = await showReplay(actions.replay({ event: delivery.result?.event ?? "" }));
    // The button goes, and would take the focus along.
    if (ok) title.current?.focus();
  };
  const standing = standingOf(delivery);
  const sequel = sequelOf(delivery);
  return (
    <>
      <div class="summary">
        <div>
          <div class="title" data-outcome={standing}>
            <h2 ref={title} id="detail-title" tabIndex={-1}>
              <OutcomeIcon standing={standing} />
              <span class="outcome">{wordings[standing].word}</span> {delivery.source}
            </h2>
            {sequel && <strong>{sequel}</strong>}
            {isReplayable(delivery) && (
              <button type="button" class="action" aria-keyshortcuts="R" onClick={replay}>
                Replay
              </button>
            )}
          </div>
          <p class="explanation">{explanationOf(delivery)}</p>
          <output class="replay" data-state={replayed.state} aria-label="Replay">
            {replayed.text}
          </output>
          <Facts delivery={delivery} />
        </div>
        {delivery.result && <Timing result={delivery.result} />}
      </div>
      <Panes delivery={delivery} />
    </>
  );
}

function Facts({ delivery: { id, receivedAt, response, result } }: { readonly delivery: DeliveryView }) {
  const took = result ? ` in ${milliseconds(result.durationMs)}` : "";
  const facts = [
    ["received", dayAndTime(receivedAt)],
    ["answered", response && `${response.status}${took}`],
    ["code", result?.code],
    ["event", result?.event],
    ["request", id],
  ] as const;
  const known = facts.filter(([, value]) => value !== undefined);
  return (
    <dl class="facts">
      {known.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Shown while no delivery is chosen: what the outcomes mean. */
export function Welcome() {
  return (
    <div class="welcome">
      <h2 id="detail-title">Choose a delivery</h2>
      <p class="quiet">See its event beside the original, the response, and how long each step took.</p>
      <dl class="facts">
        {outcomes.map((outcome) => (
          <div key={outcome} data-outcome={outcome}>
            <dt>
              <OutcomeIcon standing={outcome} />
              <span class="outcome">{wordings[outcome].word}</span>
            </dt>
            <dd>{wordings[outcome].meaning}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
