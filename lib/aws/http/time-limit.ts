import type { Socket } from "node:net";

/**
 * Destroys the socket after the time, unless the result is called. What has come until then is read first: timers of a
 * container that was frozen fire late. The SDK's retry rules know the error by its name, as its own handler's.
 */
export function limitTime(socket: Socket, milliseconds: number, message: string): () => void {
  let last: NodeJS.Immediate | undefined;
  const giveUp = () =>
    socket.destroy(Object.assign(new Error(message), { name: "TimeoutError", code: "ETIMEDOUT" }));
  const timer = setTimeout(() => {
    last = setImmediate(giveUp);
  }, milliseconds);
  return () => {
    clearTimeout(timer);
    clearImmediate(last);
  };
}
