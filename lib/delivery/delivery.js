import { parseJson } from "../json/json.ts";
/** Makes the brand. Call it only where every configured check has passed, now or before the delivery was quarantined. */
export function vouchFor(delivery, proven) {
  return { ...delivery, proven };
}
export function createDelivery(request) {
  let reading;
  const readJson = () => {
    reading ??= parseJson(request.body);
    return reading;
  };
  return { ...request, readJson };
}
