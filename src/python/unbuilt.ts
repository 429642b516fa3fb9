import { OF_INDEX, type ProcessResult, type Step } from '../system';

/**
 * The packages that pip or uv tried to build from their sources, without success. An old version of a package has no
 * wheel for a newer Python, and its sources do not fit that either.
 *
 * @example unbuilt({ code: 1, stdout: '', stderr: 'error: Failed to build `greenlet==1.1.0`' }) // ['greenlet==1.1.0']
 */
export function unbuilt({ stdout, stderr }: Pick<ProcessResult, 'stdout' | 'stderr'>): string[] {
  const said = `${stdout}\n${stderr}`;
  const named = [...said.matchAll(/Failed (?:to build [`'"]|building wheel for )([\w.=+-]+)/g)];
  const names = new Set(named.map(([, name = '']) => name));
  if (names.size || !/subprocess-exited-with-error|metadata-generation-failed/.test(said)) return [...names];
  // a pip before 25 says only what it was about to do
  const [, last] = [...said.matchAll(/^Collecting ([^\s;(]+)/gm)].at(-1) ?? [];
  return last === undefined ? [] : [last];
}

/**
 * The step of an installation with the reason why it failed, where packages could not be built, or were not to be seen.
 *
 * @param python version of the interpreter: `3.13.0`
 * @param lock name of the file with the versions; undefined where they are not the user's
 */
export function withReason(
  step: Step,
  finished: ProcessResult,
  python: string,
  lock: string | undefined,
): Step {
  // pip says no more of an index that it was not let into
  if (finished.stderr.includes('(from versions: none)')) {
    const what = `${step.what}: the package index has no such package, or does not show it`;
    const fix = `check its name; for an index of your own set ${OF_INDEX}, with user and password where it asks for them`;
    return { ...step, what, fix };
  }
  const names = unbuilt(finished);
  if (!names.length) return step;
  const version = python.split('.').slice(0, 2).join('.');
  const one = names.length === 1;
  return {
    ...step,
    what: `${step.what}: ${names.join(', ')} ${one ? 'has' : 'have'} no wheel for Python ${version}, and ${one ? 'its' : 'their'} build failed`,
    ...(lock !== undefined && {
      fix: `take versions that have one, as newer ones do, and write ${lock} again; or the Python that these are for: --python-version of add, "pythonVersion" in terragate.json`,
    }),
  };
}
