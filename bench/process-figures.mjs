import { readdirSync, readFileSync } from 'node:fs';

/** CPU time of a process so far in microseconds: all its threads, hence with garbage collection, compiler and kernel. */
export function readCpuMicroseconds(pid) {
  let nanoseconds = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const [onCpu] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ');
    nanoseconds += Number(onCpu);
  }
  return nanoseconds / 1000;
}

/** The most memory a process has held at once, in MiB. */
export function readPeakMemory(pid) {
  return readMemory(pid, 'VmHWM');
}

export function readCurrentMemory(pid) {
  return readMemory(pid, 'VmRSS');
}

function readMemory(pid, field) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024;
}

/** The first two processors that we may use; `undefined` where pinning makes no sense. */
export function chooseCores() {
  const list = /^Cpus_allowed_list:\s*(\S+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '';
  const cores = list.split(',').flatMap((range) => {
    const [first, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
  return cores.length < 2 ? undefined : { server: cores[0], others: cores[1] };
}
