import { useRef } from "preact/hooks";
import type { DeliveryView } from "../protocol.ts";
import { actions, useActionResult } from "./actions.ts";
import { Facts } from "./facts.tsx";
import { milliseconds, timeOfDay } from "./format.ts";
import { Outcome } from "./outcome.tsx";
import { explanationOf, isReplayable, meaningOf, sequelOf, standingOf, standings } from "./outcomes.ts";
import { Panes } from "./panes.tsx";
import { Timing } from "./timing.tsx";

export function DeliveryDetail({ delivery }: { readonly delivery: DeliveryView }) {
  const title = useRef<HTMLHeadingElement>(null);
  const [replayed, showReplay] = useActionResult();
  const { id, source, receivedAt, response, result } = delivery;
  const replay = async () => {
    const isReplayed = await showReplay(actions.replay(result?.event ?? ""));
    // The button goes, and would take the focus along.
    if (isReplayed) title.current?.focus();
  };
  const took = result ? ` in ${milliseconds(result.durationMs)}` : "";
  return (
    <div class="panes">
      <div class="pane">
        <div class="title line">
          <h2 ref={title} class="line" id="detail-title" tabIndex={-1}>
            <Outcome standing={standingOf(delivery)} /> {source}
          </h2>
          <strong>{sequelOf(delivery)}</strong>
          {isReplayable(delivery) && (
            <button type="button" class="action" aria-keyshortcuts="R" onClick={replay}>
              Replay
            </button>
          )}
        </div>
        <p>{explanationOf(delivery)}</p>
        <output aria-label="Replay" data-failed={!replayed.ok}>
          {replayed.text}
        </output>
        <Facts
          facts={[
            ["received", `${receivedAt.slice(0, 10)} ${timeOfDay(receivedAt)} UTC`],
            ["answered", response && `${response.status}${took}`],
            ["code", result?.code],
            ["event", result?.event],
            ["request", id],
          ]}
        />
      </div>
      <div class="pane">{result && <Timing result={result} />}</div>
      <Panes delivery={delivery} />
    </div>
  );
}

/** Shown while no delivery is chosen: what the outcomes mean. */
export function Welcome() {
  return (
    <div class="pane">
      <h2 id="detail-title">Choose a delivery</h2>
      <p class="hint">See its event beside the original, the response, and how long each step took.</p>
      <Facts
        facts={standings.map((standing) => [
          standing,
          meaningOf(standing),
          <Outcome key={standing} standing={standing} />,
        ])}
      />
    </div>
  );
}
