import { cpus } from "node:os";

type CpuTime = (since?: NodeJS.CpuUsage) => NodeJS.CpuUsage;

/** How many processors were busy since the call, by the CPU time of a process or a thread. */
export function watchProcessors(readCpuTime: CpuTime): () => number {
  const startedAtMs = performance.now();
  const before = readCpuTime();
  return () => {
    const { user, system } = readCpuTime(before);
    return (user + system) / 1000 / (performance.now() - startedAtMs);
  };
}

/** The same of everything that runs on this computer. */
export function watchComputer(): () => number {
  const before = readTimes();
  return () => {
    const now = readTimes();
    const total = now.total - before.total;
    return total === 0 ? 0 : (cpus().length * (now.busy - before.busy)) / total;
  };
}

function readTimes() {
  const processors = cpus().map(({ times }) => times);
  const total = processors.flatMap((times) => Object.values(times)).reduce((sum, time) => sum + time, 0);
  return { total, busy: total - processors.reduce((sum, { idle }) => sum + idle, 0) };
}
