import type { DeliveryResult } from "../protocol.ts";
import { milliseconds } from "./format.ts";
import { spansOf } from "./step-spans.ts";

/** A step that took no time still shows. */
const minPercent = 0.8;

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
          {spans.map((span) => (
            <tr key={span.name}>
              <th scope="row">{span.name}</th>
              <td>
                <svg
                  class={span.name === "own work" ? "own" : ""}
                  aria-hidden="true"
                  width="100%"
                  height="10"
                >
                  <rect class="track" width="100%" height="2" y="4" />
                  <rect
                    x={`${percentOf(span.startMs - startMs)}%`}
                    width={`${Math.max(minPercent, percentOf(span.lastedMs))}%`}
                    height="10"
                    rx="2"
                  />
                </svg>
              </td>
              <td>{milliseconds(span.lastedMs)}</td>
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
