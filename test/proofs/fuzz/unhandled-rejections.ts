/** Promises that were rejected without anybody to hear of it, since whoever reads this took them out. */
export const rejections: unknown[] = [];

process.on("unhandledRejection", (reason) => rejections.push(reason));
