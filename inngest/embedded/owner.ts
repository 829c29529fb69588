import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';

/** Names this process so that others on the machine can tell, for certain, when it has ended. */
export function ownerName(): string {
  return [placeName(), process.pid, startOf(process.pid) ?? '', randomUUID()].join('/');
}

/**
 * Whether the process of that name ran on this machine and has ended. When it cannot be known, as on
 * another machine, the answer is no, and its leases run out by themselves.
 */
export function isGone(owner: string): boolean {
  const [boot, namespace, pid, start] = owner.split('/');
  if (boot === undefined || boot === '' || start === undefined || start === '') return false;
  if (`${boot}/${namespace ?? ''}` !== placeName()) return false;
  return startOf(Number(pid)) !== start;
}

/** This start of the machine and this set of process ids; empty where the system does not say. */
function placeName(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot}/${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return '/';
  }
}

/** A process id is given again in time; together with the start time it is not. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid.toString()}/stat`, 'utf8');
    // The name, in brackets, may hold spaces; the start time is the 20th field after it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}
