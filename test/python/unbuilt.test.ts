import { unbuilt, withReason } from '../../src/python/unbuilt';

const STEP = {
  where: '/srv/poetry.lock',
  what: 'packages could not be installed',
  fix: 'see the lines above',
};

describe('packages that could not be built', () => {
  test.each([
    ['pip', '', "ERROR: Failed to build 'PyYAML' when getting requirements to build wheel", ['PyYAML']],
    [
      'pip, with several',
      '',
      '  ERROR: Failed building wheel for httptools\n  ERROR: Failed building wheel for greenlet\n  ERROR: Failed building wheel for greenlet\n',
      ['httptools', 'greenlet'],
    ],
    ['uv', '', 'error: Failed to build `greenlet==1.1.0`\n  cause: The build backend', ['greenlet==1.1.0']],
    [
      'a pip that names none',
      'Collecting anyio==4 (from -r a.txt)\nCollecting PyYAML==5.4.1 (from -r a.txt)\n',
      'error: subprocess-exited-with-error\n',
      ['PyYAML==5.4.1'],
    ],
    ['a pip that failed otherwise', 'Collecting anyio==4 (from -r a.txt)\n', 'ERROR: No matching', []],
  ])('are named by what %s says', (_, stdout, stderr, names) => {
    expect(unbuilt({ stdout, stderr })).toEqual(names);
  });

  test('are named with the Python that they were to be built for, and with two ways out', () => {
    const done = {
      code: 1,
      missing: false,
      stdout: '',
      stderr: 'Failed to build `greenlet==1.1.0`\nFailed to build `a==1`',
    };
    const { what, fix } = withReason(STEP, done, '3.13.0', 'poetry.lock');
    expect(what).toBe(
      'packages could not be installed: greenlet==1.1.0, a==1 have no wheel for Python 3.13, and their build failed',
    );
    expect(fix).toContain('write poetry.lock again');
    expect(fix).toContain('--python-version of add');
    // the user has no other versions of what Terragate itself needs
    expect(withReason(STEP, done, '3.13.0', undefined).fix).toBe(STEP.fix);
    expect(withReason(STEP, { ...done, stderr: 'HASHES' }, '3.13.0', 'poetry.lock')).toBe(STEP);
  });

  test('that an index does not show may be hidden from this caller', () => {
    const stderr =
      'ERROR: Could not find a version that satisfies the requirement shop==1 (from versions: none)\nERROR: No matching distribution found for shop==1';
    const done = { code: 1, missing: false, stdout: '', stderr };
    const { what, fix } = withReason(STEP, done, '3.13.0', 'requirements.lock');
    expect(what).toContain(': the package index has no such package, or does not show it');
    expect(fix).toContain('PIP_INDEX_URL');
    const others = { ...done, stderr: stderr.replace('none', '0.1') };
    expect(withReason(STEP, others, '3.13.0', 'requirements.lock')).toBe(STEP);
  });
});
