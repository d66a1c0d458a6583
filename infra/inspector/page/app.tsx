import { useEffect, useReducer, useState } from "preact/hooks";
import type { Kind } from "../protocol.ts";
import { actions, useActionResult } from "./actions.ts";
import { Announcements } from "./announcements.tsx";
import { connect } from "./connection.ts";
import { Deliveries } from "./deliveries.tsx";
import { initialState, reduce } from "./page-state.ts";
import { SendPanel } from "./send-panel.tsx";
import { Shortcuts } from "./shortcuts.tsx";
import { StoresPanel } from "./stores-panel.tsx";

/** The whole page: what a person can do on top, the deliveries below. */
export function App() {
  const [state, dispatch] = useReducer(reduce, initialState);
  const [result, showResult] = useActionResult("Sends a published example, as its vendor would.");
  const [choice, setChoice] = useState({ source: "", example: "" });
  useEffect(() => connect(dispatch), []);

  const source = state.sources.find(({ id }) => id === choice.source) ?? state.sources[0];
  const example = source?.examples.find((name) => name === choice.example) ?? source?.defaultExample ?? "";
  const send = async (kind: Kind) => {
    if (!source) return;
    dispatch({ type: "sent", source: source.id, count: kind === "repeated" ? 2 : 1 });
    const { ok } = await showResult(actions.send({ source: source.id, example, kind }));
    if (!ok) dispatch({ type: "sent", source: source.id, count: 0 });
  };
  return (
    <>
      <header>
        <h1>
          Intake <span>inspector</span>
        </h1>
        <output class="connection" aria-label="Connection" data-status={state.status}>
          {state.status === "live" ? "live" : `${state.status} …`}
        </output>
        <Shortcuts />
      </header>
      <section class="controls" aria-label="Controls">
        <section class="send" aria-labelledby="send-title">
          <SendPanel sources={state.sources} source={source} example={example} {...{ setChoice, send }} />
          <output class="result" aria-label="Result" data-state={result.state}>
            {result.text}
          </output>
        </section>
        <StoresPanel
          stores={state.stores}
          onSwitch={(service, isUp) => showResult(actions.fault(service, isUp))}
          onRelay={() => showResult(actions.relay())}
        />
      </section>
      <Deliveries
        deliveries={state.deliveries}
        chosenId={state.chosenId}
        onChoose={(id) => dispatch({ type: "chosen", id })}
        firstSource={source?.id}
        onSendFirst={() => send("valid")}
      />
      <Announcements arrivals={state.arrivals} onAnnounced={() => dispatch({ type: "announced" })} />
    </>
  );
}
