/** Unhandled rejections since the last reader took them out. */
export const rejections: unknown[] = [];

process.on("unhandledRejection", (reason) => rejections.push(reason));
