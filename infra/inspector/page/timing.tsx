import type { DeliveryResult } from "../protocol.ts";
import { milliseconds } from "./format.ts";
import { spansOf } from "./step-spans.ts";

/** How long each step took, as bars on one scale. */
export function Timing({ result }: { readonly result: DeliveryResult }) {
  const spans = spansOf(result);
  const startMs = Math.min(...spans.map((span) => span.startMs));
  const endMs = Math.max(...spans.map((span) => span.startMs + span.lastedMs));
  const percentOf = (ms: number) => (ms / Math.max(1, endMs - startMs)) * 100;
  return (
    <div>
      <table aria-label="How long each step took">
        <tbody>
          {spans.map(({ name, startMs: beganMs, lastedMs }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>
                <div class="track">
                  <div
                    class={name === "own work" ? "own" : ""}
                    style={{
                      marginLeft: `${percentOf(beganMs - startMs)}%`,
                      width: `${percentOf(lastedMs)}%`,
                    }}
                  />
                </div>
              </td>
              <td>{milliseconds(lastedMs)}</td>
            </tr>
          ))}
          <tr>
            <th scope="row">total</th>
            <td />
            <td>{milliseconds(result.durationMs)}</td>
          </tr>
        </tbody>
      </table>
      {startMs < 0 && <p class="hint">The function read the secret while it started.</p>}
    </div>
  );
}
