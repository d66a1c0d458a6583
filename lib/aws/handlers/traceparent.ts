import { type Variables, variableNames } from "../../wiring/environment.ts";

/**
 * X-Ray's header. AWS's services may add fields at its end
 * (https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader). A caller may have
 * chosen its values. W3C forbids ids of zeros.
 */
const xRayHeader =
  /^Root=1-(?!0{8}-0{24})([\da-f]{8})-([\da-f]{24});Parent=(?!0{16})([\da-f]{16});Sampled=([01])(?:;|$)/;

/**
 * The invocation's trace as W3C writes it (https://www.w3.org/TR/trace-context/#traceparent-header). Undefined unless the
 * deployment traces and the header is well formed. Lambda's runtime sets the header anew for each invocation.
 */
export function readTraceparent(variables: Variables): string | undefined {
  if (!variables[variableNames.tracing]) return undefined;
  const [, epoch, random, parent, sampled] = xRayHeader.exec(variables._X_AMZN_TRACE_ID ?? "") ?? [];
  return epoch && `00-${epoch}${random}-${parent}-0${sampled}`;
}
