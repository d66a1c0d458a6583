import { cpus } from "node:os";

/** How many processors this process has kept busy since the call, for what it returns. */
export function watchOwnProcess(): () => number {
  const startedAt = performance.now();
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000 / (performance.now() - startedAt);
  };
}

/** The same of everything that runs on this computer. */
export function watchComputer(): () => number {
  const before = readTimes();
  return () => {
    const now = readTimes();
    const total = now.total - before.total;
    return total === 0 ? 0 : (now.count * (now.busy - before.busy)) / total;
  };
}

function readTimes() {
  const processors = cpus().map(({ times }) => times);
  const idle = processors.reduce((sum, times) => sum + times.idle, 0);
  const all = processors.flatMap((times) => Object.values(times));
  const total = all.reduce((sum, time) => sum + time, 0);
  return { count: processors.length, total, busy: total - idle };
}
