/** Where the page finds what, below the inspector's address. */
export const paths = {
  /** Server-sent events: a `state` at first, then an `Update` each. */
  stream: "/stream",
  /** POST, each with one of the requests below as JSON. */
  send: "/send",
  replay: "/replay",
  redrive: "/redrive",
  fault: "/fault",
};
/** The stores that a person can switch off. */
export const serviceNames = ["queue", "table"];
/**
 * `valid` is about a new subject, `repeated` the same notification twice, `forged` has somebody else's credentials,
 * `broken` is authentic and cannot be understood.
 */
export const kinds = ["valid", "repeated", "forged", "broken"];
