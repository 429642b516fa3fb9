import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../errors';
import { PIP_QUIET, runInstaller } from '../python';
import { failure, makeFolder, type ProcessResult, type Progress, type Run, type Step } from '../system';
import type { Requirements } from './requirements';
import type { Target } from './target';

/** A requirement of which the index has no wheel for the target. */
export interface WithoutWheel {
  /** The requirement as pip names it: `docopt==0.6.2`. */
  readonly name: string;
  /** Lines of a requirements file: the options of the lock, and the requirement with its hashes. */
  readonly text: string;
  /** What pip said when it found no wheel. */
  readonly said: ProcessResult;
}

/** Options of getting wheels, from an index or from sources. */
export interface WheelOptions {
  readonly target: Target;
  readonly requirements: Requirements;
  /** An interpreter with pip, of any version and platform. */
  readonly python: string;
  readonly progress: Progress;
  readonly run: Run;
}

/** The step that fails where neither the index nor a source distribution gives a wheel. */
export function noWheel(name: string, where: string, target: Target): Step {
  return {
    where,
    what: `${name} has no wheel for Linux ${target.architecture} and Python ${target.pythonVersion}`,
    fix: 'choose a version that has one, another architecture or Python version, or another package; or check the index',
  };
}

/**
 * Makes a wheel from the source distribution that the index has, which the hashes of the lock are checked against. It has
 * to be of Python alone, so that it runs on every platform.
 *
 * @param folder an empty or missing folder, for the wheel
 * @returns path of the wheel
 * @throws UserError where there is no source distribution, none can be made of it, or it has compiled parts
 * @see https://packaging.python.org/en/latest/specifications/source-distribution-format/
 */
export async function makeWheel(
  { name, text, said }: WithoutWheel,
  folder: string,
  { target, requirements, python, progress, run }: WheelOptions,
): Promise<string> {
  const step = noWheel(name, requirements.source, target);
  rmSync(folder, { recursive: true, force: true });
  makeFolder(folder);
  const file = `${folder}.txt`;
  writeFileSync(file, text);
  progress(`makes the wheel of ${name}, of which the index has its sources alone`);
  const make = [
    ...['-I', '-m', 'pip', 'wheel', ...PIP_QUIET, '--quiet', '--no-deps'],
    ...(requirements.hashed ? ['--require-hashes'] : []),
    ...['--no-binary', name.replace(/[=[<>~!].*$/, ''), '--wheel-dir', folder, '-r', file],
  ];
  const done = await runInstaller(run, python, make, dirname(folder));
  if (/No matching distribution found/.test(done.stderr)) throw failure(step, said);
  const [wheel] = done.code === 0 ? readdirSync(folder) : [];
  if (wheel === undefined)
    throw failure({ ...step, what: `${step.what}, and its sources cannot be made into one` }, done);
  if (wheel.endsWith('-none-any.whl')) return join(folder, wheel);
  const compiled = `its sources have compiled parts (${wheel}), which would be of this machine's platform`;
  throw new UserError([{ ...step, what: `${step.what}, and ${compiled}` }]);
}
