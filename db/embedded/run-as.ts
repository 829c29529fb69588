import { spawnSync } from 'node:child_process';
import { lchownSync, lstatSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ConfigurationError } from '#server/configuration-error.ts';

/** How Postgres, which refuses to run as root, is run: a command prefix, an owner, or neither. */
export interface RunAs {
  prefix: string[];
  uid?: number;
  gid?: number;
  /** Whose the cluster's files must be. */
  owner?: { uid: number; gid: number };
}

interface SystemUser {
  name: string;
  uid: number;
  gid: number;
}

/**
 * An ordinary user runs Postgres itself. Root runs it as `postgres` or `nobody` when these folders
 * can be entered by them, else inside a user namespace where root is not root.
 */
export function chooseRunAs(folders: string[]): RunAs {
  if (process.getuid?.() !== 0) return { prefix: [] };
  const user = findUser('postgres') ?? findUser('nobody');
  const closed = user && folders.map((folder) => closedAncestor(folder, user)).find(Boolean);
  if (user && closed === undefined) {
    return { prefix: [], uid: user.uid, gid: user.gid, owner: { uid: user.uid, gid: user.gid } };
  }
  const prefix = ['unshare', '--user', '--map-user=65534', '--map-group=65534', '--'];
  if (runs([...prefix, 'true'])) return { prefix, owner: { uid: 0, gid: 0 } };
  throw new ConfigurationError(
    closed === undefined
      ? 'Postgres may not run as root and this system has no user "nobody"; start Frontdesk as an ordinary user.'
      : `Postgres may not run as root, and the user "${user?.name}" may not enter ${closed}; ` +
          'move Frontdesk and its DATA_DIR to a folder that everybody may enter, such as /srv, ' +
          'or start it as an ordinary user.',
  );
}

/** Gives a folder and all in it to the owner that Postgres insists on. */
export function giveTo(owner: RunAs['owner'], folder: string): void {
  if (owner === undefined || lstatSync(folder).uid === owner.uid) return;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    lchownSync(join(entry.parentPath, entry.name), owner.uid, owner.gid);
  }
  // The folder itself comes last, so that an interrupted walk is begun again.
  lchownSync(folder, owner.uid, owner.gid);
}

function findUser(name: string): SystemUser | undefined {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid === undefined || gid === undefined
    ? undefined
    : { name, uid: Number(uid), gid: Number(gid) };
}

/** The outermost folder on the way to the given one that the user may not enter. */
function closedAncestor(folder: string, user: SystemUser): string | undefined {
  const parent = dirname(folder);
  const above = parent === folder ? undefined : closedAncestor(parent, user);
  return above ?? (mayEnter(folder, user) ? undefined : folder);
}

function mayEnter(folder: string, user: SystemUser): boolean {
  const { mode, uid, gid } = statSync(folder);
  if (uid === user.uid) return (mode & 0o100) !== 0;
  if (gid === user.gid) return (mode & 0o010) !== 0;
  return (mode & 0o001) !== 0;
}

function runs([command = '', ...args]: string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}
