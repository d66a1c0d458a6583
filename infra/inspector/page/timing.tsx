import type { DeliveryResult } from "../protocol.ts";
import { milliseconds } from "./format.ts";

const stepNames = ["secret", "check", "send", "record", "defer"] as const;

export function Timing({ result }: { readonly result: DeliveryResult }) {
  const steps = stepsOf(result);
  const sumMs = steps.reduce((sum, { ms }) => sum + ms, 0);
  const percentOf = (ms: number) => `${(ms / Math.max(1, sumMs)) * 100}%`;
  let endMs = 0;
  const rows = steps.map(({ name, ms }) => {
    const style = { marginLeft: percentOf(endMs), width: percentOf(ms) };
    endMs += ms;
    return (
      <tr key={name}>
        <th scope="row">{name}</th>
        <td>
          <div class="bar" style={style} />
        </td>
        <td>{milliseconds(ms)}</td>
      </tr>
    );
  });
  return (
    <table aria-label="How long each step took">
      <tbody>
        {rows}
        <tr>
          <th scope="row">total</th>
          <td class="hint">{result.durationMs < sumMs && "The secret was read before the delivery came."}</td>
          <td>{milliseconds(result.durationMs)}</td>
        </tr>
      </tbody>
    </table>
  );
}

/** The rest is the function's own work. A new function reads its secret before its first delivery. */
function stepsOf(result: DeliveryResult) {
  const steps = stepNames.flatMap((name) => {
    const ms = result[`${name}Ms`];
    return ms === undefined ? [] : [{ name, ms }];
  });
  const takenMs = steps.reduce((sum, { ms }) => sum + ms, 0);
  return [...steps, { name: "own work", ms: Math.max(0, result.durationMs - takenMs) }];
}
