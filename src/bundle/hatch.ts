import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../errors';
import type { PackageChoice } from '../package-choice';
import { INSTALL_ENV } from '../python';
import { failure, type Progress, type Run } from '../system';
import { exporterPython } from './exporter-tools';
import { manifestOf } from './manifest';
import { refuseChoice, refuseSaid } from './package-choice';

/** Files that say what the environments of Hatch are. */
const FILES = ['pyproject.toml', 'hatch.toml'] as const;

/** The files of a project that its environments of Hatch are read from. */
export function hatchFiles(project: string): string[] {
  const own = FILES.map((name) => join(project, name)).filter((path) => existsSync(path));
  return [...own, ...(manifestOf(project)?.builtFrom ?? [])];
}

/**
 * The lock that Hatch itself writes for an environment that is `locked`: `pylock.toml`, `pylock.serve.toml`; undefined
 * where there is none.
 *
 * @see https://hatch.pypa.io/latest/how-to/environment/lockfiles/
 */
export function hatchLock(project: string, environment: string): string | undefined {
  const name = environment === 'default' ? 'pylock.toml' : `pylock.${environment.replaceAll('.', '-')}.toml`;
  const path = join(project, name);
  return existsSync(path) ? path : undefined;
}

/** Refuses a choice of an environment of Hatch that cannot be: without pyproject.toml, or with groups and extras beside it. */
export function refuseHatch(project: string, choice: PackageChoice): void {
  const manifest = join(project, 'pyproject.toml');
  if (!existsSync(manifest))
    throw new UserError([
      {
        where: project,
        what: 'there is no pyproject.toml, so that Hatch has no environments here',
        got: choice.environment,
        fix: 'leave "hatchEnvironment" out of terragate.json (with add: --hatch-environment)',
      },
    ]);
  const { environment, ...beside } = choice;
  refuseChoice(`the environment "${environment}" of Hatch`, beside, ['group', 'extra']);
}

/** What the translation of an environment needs. */
export interface HatchOptions {
  readonly progress: Progress;
  readonly run: Run;
}

/**
 * The requirements of an environment of Hatch, one a line. Hatch's own library says what they are.
 *
 * @throws UserError where there is no such environment, or Hatch cannot read the files
 */
export async function hatchRequirements(
  manifest: string,
  choice: PackageChoice,
  options: HatchOptions,
): Promise<string> {
  const { environment = 'default' } = choice;
  const python = await exporterPython('hatch', options);
  const script = join(__dirname, 'hatch_requirements.py');
  const args = ['-I', script, dirname(manifest), environment];
  const done = await options.run(python, args, { env: INSTALL_ENV });
  if (done.code === 0) return done.stdout;
  refuseSaid(manifest, choice, done.stderr);
  const what = `Hatch could not read its environment "${environment}"`;
  const fix = 'see the lines above, and correct pyproject.toml, hatch.toml or "hatchEnvironment"';
  throw failure({ where: manifest, what, fix }, done);
}
