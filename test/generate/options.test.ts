import { UserError } from '../../src/errors';
import { CHOICES, checkedOptions, type GivenOptions } from '../../src/generate/options';
import { COMBINATIONS } from './combinations';

/** Values that no project has together. */
const REFUSED = [
  ['function-url', 'isolated'],
  ['function-url', 'Cognito'],
];

function problems(given: GivenOptions) {
  try {
    checkedOptions(given);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('there was nothing wrong');
}

describe('the options of a new project', () => {
  it('have defaults', () => {
    expect(checkedOptions({ name: 'my-api' })).toEqual({
      name: 'my-api',
      directory: '.',
      moduleName: 'my_api',
      minimal: false,
      moduleTests: false,
      computeType: 'rest-api',
      integrationPattern: 'isolated',
      auth: 'IAM',
      iac: 'terraform',
      framework: 'cdktf',
      handler: 'adapter',
      pythonVersion: '3.13',
      architecture: 'arm64',
    });
  });

  it.each(['cognito', 'COGNITO', 'Cognito'])('take %s in any case', (auth) => {
    expect(checkedOptions({ name: 'a', auth }).auth).toBe('Cognito');
  });

  it('give a function URL its one function, without a word of the user', () => {
    const given = { name: 'a', computeType: 'function-url' };
    expect(checkedOptions(given)).toMatchObject({ integrationPattern: 'shared', auth: 'IAM' });
    expect(checkedOptions({ ...given, integrationPattern: 'shared' })).toEqual(checkedOptions(given));
  });

  it('refuse what a function URL has no way to do, at once and with ways out', () => {
    const given = { name: 'a', computeType: 'Function-URL', integrationPattern: 'Isolated', auth: 'cognito' };
    const [pattern, auth, ...more] = problems(given).problems;
    expect(more).toEqual([]);
    expect(pattern).toMatchObject({ where: '--integration-pattern', got: 'Isolated', allowed: ['shared'] });
    expect(auth).toMatchObject({ where: '--auth', got: 'Cognito', allowed: ['IAM', 'None'] });
    expect(auth?.fix).toMatch(/--compute-type http-api .*--auth None.*another header than Authorization/);
  });

  it('have all their mistakes reported at once, with what was meant', () => {
    const { message, problems: all } = problems({
      name: 'My Api',
      computeType: 'rest-apy',
      integrationPattern: 'shard',
      auth: 'cogntio',
      iac: 'teraform',
      pythonVersion: '3.10',
      architecture: 'arm',
      handler: 'mangam',
      moduleName: 'json',
      directory: '',
    });
    expect(all.map(({ where }) => where)).toEqual([
      'name',
      '--directory',
      '--compute-type',
      '--integration-pattern',
      '--auth',
      '--iac',
      '--handler',
      '--python-version',
      '--architecture',
      '--module-name',
    ]);
    for (const meant of ['my-api', 'rest-api', 'shared', 'Cognito', 'terraform', 'mangum'])
      expect(message).toContain(`did you mean "${meant}"?`);
  });

  it('need a name', () => {
    expect(problems({}).problems).toEqual([
      expect.objectContaining({ where: 'name', what: 'the name is missing' }),
    ]);
  });

  it('report a name that is taken in Python, unless the module has another', () => {
    expect(problems({ name: 'json' }).message).toContain("a module of Python's standard library");
    expect(checkedOptions({ name: 'json', moduleName: 'json_api' }).moduleName).toBe('json_api');
  });

  it('are tried so that each two values come together', () => {
    const keys = Object.keys(CHOICES) as (keyof typeof CHOICES)[];
    const missing = keys.flatMap((a) =>
      keys
        .filter((b) => a < b)
        .flatMap((b) => CHOICES[a].flatMap((x) => CHOICES[b].map((y) => [a, x, b, y])))
        .filter((pair) => !REFUSED.some((one) => one.every((value) => pair.some((each) => each === value))))
        .filter(([, x, b, y]) => !COMBINATIONS.some((one) => one[a] === x && one[b as typeof a] === y)),
    );
    expect(missing).toEqual([]);
  });
});
