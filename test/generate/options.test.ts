import { UserError } from '../../src/errors';
import { CHOICES, checkedOptions, type GivenOptions } from '../../src/generate/options';
import { COMBINATIONS } from './combinations';

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

  it('say how a project gets a function URL, which is no kind of project', () => {
    const { problems: all } = problems({ name: 'a', computeType: 'function-url', auth: 'function-url' });
    const [computeType, auth] = all;
    expect(computeType).toMatchObject({ allowed: CHOICES.computeType });
    expect(computeType?.fix).toContain('"functionUrl": true');
    expect(auth?.fix).toBe('correct the value, or leave the option out');
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
        .filter(([, x, b, y]) => !COMBINATIONS.some((one) => one[a] === x && one[b as typeof a] === y)),
    );
    expect(missing).toEqual([]);
  });
});
