import { render } from "preact";
import { useEffect, useReducer, useState } from "preact/hooks";
import type { Kind } from "../protocol.ts";
import { actions, useActionResult } from "./actions.ts";
import { Announcements } from "./announcements.tsx";
import { Deliveries } from "./deliveries.tsx";
import { followChanges } from "./follow-changes.ts";
import { initialState, reduce } from "./page-state.ts";
import { SendPanel } from "./send-panel.tsx";
import { Shortcuts } from "./shortcuts.tsx";
import { StoresPanel } from "./stores-panel.tsx";

const tones = { live: "var(--green)", connecting: "var(--quiet)", reconnecting: "var(--red)" };

/** The whole page: what a person can do on top, the deliveries below. */
function App() {
  const [state, dispatch] = useReducer(reduce, initialState);
  const [result, showResult] = useActionResult("Sends a published example, as its vendor would.");
  const [choice, setChoice] = useState({ source: "", example: "" });
  useEffect(() => void followChanges(dispatch), []);

  const { status, sources, stores, deliveries, chosenId, arrivals } = state;
  const source = sources.find(({ id }) => id === choice.source) ?? sources[0];
  const example = source?.examples.find((name) => name === choice.example) ?? source?.defaultExample ?? "";
  const send = async (kind: Kind) => {
    if (!source) return;
    dispatch({ type: "sent", source: source.id, count: kind === "repeated" ? 2 : 1 });
    const isSent = await showResult(actions.send({ source: source.id, example, kind }));
    if (!isSent) dispatch({ type: "sent", source: source.id, count: 0 });
  };
  return (
    <>
      <header class="line">
        <h1>
          Intake <span class="hint">inspector</span>
        </h1>
        <output class="connection line" aria-label="Connection" style={{ color: tones[status] }}>
          {status === "live" ? "live" : `${status} …`}
        </output>
        <Shortcuts />
      </header>
      <section class="controls" aria-label="Controls">
        <section class="send" aria-labelledby="send-title">
          <SendPanel sources={sources} source={source} example={example} {...{ setChoice, send }} />
          <output aria-label="Result" data-failed={!result.ok}>
            {result.text}
          </output>
        </section>
        <StoresPanel
          stores={stores}
          onSwitch={(service, isUp) => showResult(actions.fault(service, isUp))}
          onRelay={() => showResult(actions.relay())}
        />
      </section>
      <Deliveries {...{ deliveries, chosenId }} onChoose={(id) => dispatch({ type: "chosen", id })} />
      <Announcements arrivals={arrivals} onAnnounced={() => dispatch({ type: "announced" })} />
    </>
  );
}

render(<App />, document.body);
