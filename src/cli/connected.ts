import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { ConnectPlan } from '../connect';
import { paint } from '../system/paint';
import type { Printer } from './context';

/** A command that comes next, and what it does. */
export interface Step {
  readonly command: string;
  readonly does: string;
}

/** What installs packages, by the file that says so. */
const INSTALLERS = {
  'pnpm-lock.yaml': 'pnpm',
  'pnpm-workspace.yaml': 'pnpm',
  'yarn.lock': 'yarn',
  'bun.lock': 'bun',
  'bun.lockb': 'bun',
  'package-lock.json': 'npm',
};

/** What installs the packages of a website: as its own folder says, or the next one above within its repository. */
function installerOf(folder: string): string {
  const [, program] = Object.entries(INSTALLERS).find(([file]) => existsSync(join(folder, file))) ?? [];
  if (program !== undefined) return program;
  return isInRepository(folder) ? installerOf(dirname(folder)) : 'npm';
}

/** Whether a folder is below the top of a repository. */
function isInRepository(folder: string): boolean {
  const above = dirname(folder);
  if (existsSync(join(folder, '.git')) || above === folder) return false;
  return existsSync(join(above, '.git')) || isInRepository(above);
}

/**
 * What a user does once a website is connected.
 *
 * @param folder the website, as the user calls it
 * @param runs whether this project runs the API: one of a document runs elsewhere
 */
export async function nextSteps(
  { website, packages, auth }: ConnectPlan,
  folder: string,
  runs: boolean,
): Promise<readonly Step[]> {
  const { shell } = await import('../language');
  const program = installerOf(website.folder);
  const enter = resolve(folder) === resolve('.') ? '' : `${shell`cd ${folder}`.text} && `;
  const names = Object.keys(packages);
  return [
    ...(names.length
      ? [{ command: `${enter}${program} install`, does: `installs ${names.join(', ')}` }]
      : []),
    ...(runs
      ? [
          {
            command: 'npx terragate up',
            does: `runs the API on this machine${auth === 'None' ? '' : '; with --callers checked, people sign in'}`,
          },
        ]
      : []),
    { command: `${enter}${program} run dev`, does: 'runs the website' },
  ];
}

/** A plan, or what was done by it, as data. */
export function asData(plan: ConnectPlan, steps: readonly Step[]) {
  const { website, out, name, auth, changes, packages, notes } = plan;
  return {
    website: website.folder,
    out,
    name,
    auth,
    changed: changes.map(({ path, kind }) => ({ path, kind })),
    packages,
    ...(notes.length ? { notes } : {}),
    next: steps.map(({ command }) => command),
  };
}

/** What was done by a plan, in words. */
export function asWords(printer: Printer, plan: ConnectPlan, steps: readonly Step[]): readonly string[] {
  const { website, name, changes, notes } = plan;
  if (printer.quiet) return [website.folder];
  const painted = paint(printer.out.color);
  const remarks = notes.map((note) => painted('yellow', `! ${note}`));
  const tick = painted('green', '✔');
  if (changes.length === 0) return [`${tick} ${name} is connected already: nothing was written`, ...remarks];
  const width = Math.max(...steps.map(({ command }) => command.length));
  return [
    `${tick} ${painted('bold', name)} is connected: ${changes.length} files`,
    ...listOf(plan),
    ...remarks,
    '',
    ...steps.map(({ command, does }) => `  ${command.padEnd(width)}   ${painted('dim', `# ${does}`)}`),
  ];
}

/** The changes of files, a line each. */
export function listOf({ changes }: ConnectPlan): readonly string[] {
  return changes.map(({ path, kind }) => `  ${kind.padEnd(7)} ${path}`);
}
