import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Run } from '../system';

/** The result of one check of `doctor`. */
export interface Check {
  readonly name: string;
  /**
   * - `ok`: it is there
   * - `missing`: it is needed, and it is not there, or wrong
   * - `note`: nothing stops without it, but something is slower, or not possible
   */
  readonly state: 'ok' | 'missing' | 'note';
  /** The finding, in one line. */
  readonly found: string;
  /** The command that puts it right, or what to do. @default - nothing is to be done */
  readonly fix?: string;
}

/** The questions that a check asks the machine. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Version of Node that runs this, such as `20.12.0`. */
  readonly node: string;
  /** Starts a program of PATH. */
  readonly run: Run;
}

/** A command that installs something, by the package manager of the machine. */
export interface Installers {
  readonly brew: string;
  readonly winget: string;
  /** Command for `apt`, where the machine has it. @default - as `other` */
  readonly apt?: string;
  readonly dnf?: string;
  /** Command or address for any other Linux. */
  readonly other: string;
}

/** The command that installs a program on this machine. */
export function installer(machine: Pick<Machine, 'platform' | 'env'>, by: Installers): string {
  if (machine.platform === 'darwin') return by.brew;
  if (machine.platform === 'win32') return by.winget;
  if (by.apt && isOnPath('apt-get', machine)) return by.apt;
  if (by.dnf && isOnPath('dnf', machine)) return by.dnf;
  return by.other;
}

/** Whether a program is there; it is not started, as some take seconds for that. */
export function isOnPath(name: string, { platform, env }: Pick<Machine, 'platform' | 'env'>): boolean {
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean);
  const names = platform === 'win32' ? [`${name}.exe`, `${name}.cmd`, name] : [name];
  return folders.some((folder) => names.some((one) => existsSync(join(folder, one))));
}
