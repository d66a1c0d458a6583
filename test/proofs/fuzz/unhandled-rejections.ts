/** Unhandled rejections since the last reading. */
export const rejections: unknown[] = [];

process.on("unhandledRejection", (reason) => rejections.push(reason));
