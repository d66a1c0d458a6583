/** As the SDK's own handler names it. Its retry rules know the name. */
export function timeoutError(message: string, code?: string): Error {
  return Object.assign(new Error(message), { name: "TimeoutError", ...(code ? { code } : {}) });
}
