import { startProblem } from '../../src/deploy/start-check';

const RUNS_ON =
  'and run terragate up again; shop runs on for a look: terragate logs shop-api, terragate down';

/** What `up` advises for a function with this log. */
function advice(log: string): string {
  return startProblem({ name: 'shop' }, { function: 'shop-api', log }).fix ?? '';
}

describe('a function that does not start', () => {
  it('has the last lines of its log, without empty ones', () => {
    const log = `${Array.from({ length: 20 }, (_, i) => `line ${i}`).join('\n\n')}\n`;
    const { where, what } = startProblem({ name: 'shop' }, { function: 'shop-api', log });

    expect(where).toBe('shop-api');
    expect(what.split('\n')).toEqual([
      'the function shop-api does not start:',
      ...Array.from({ length: 12 }, (_, i) => `    | line ${i + 8}`),
    ]);
    expect(advice(log)).toBe(`correct the app ${RUNS_ON}`);
  });

  it.each(['<frozen os>', '/usr/lib/python3.11/os.py'])(
    'is told the variable that %s does not find',
    (os) => {
      const log = [
        'Traceback (most recent call last):',
        '  File "/var/task/app/main.py", line 4, in <module>',
        '    URL = os.environ["DATABASE_URL"]',
        '          ~~~~~~~~~~^^^^^^^^^^^^^^^^',
        `  File "${os}", line 685, in __getitem__`,
        '    raise KeyError(key) from None',
        "KeyError: 'DATABASE_URL'",
      ].join('\n');

      expect(advice(log)).toBe(
        `it lacks DATABASE_URL: give the variable by env or secrets of the module, ${RUNS_ON}`,
      );
    },
  );

  it('is told the settings without a value, and not those with a wrong one', () => {
    const log = [
      'pydantic_core._pydantic_core.ValidationError: 3 validation errors for Settings',
      'database_url',
      '  Field required [type=missing, input_value={}, input_type=dict]',
      '    For further information visit https://errors.pydantic.dev/2.12/v/missing',
      'workers',
      '  Input should be a valid integer [type=int_parsing]',
      '    For further information visit https://errors.pydantic.dev/2.12/v/int_parsing',
      'smtp.host',
      '  Field required [type=missing, input_value={}, input_type=dict]',
      '    For further information visit https://errors.pydantic.dev/2.12/v/missing',
    ].join('\n');

    expect(advice(log)).toBe(
      `it lacks Settings.database_url, Settings.smtp.host: give the variables by env or secrets of the module, ${RUNS_ON}`,
    );
  });

  it('is told no variable for a key of another object', () => {
    expect(
      advice(
        '  File "/var/task/app/main.py", line 4, in __getitem__\n    return self.all[key]\nKeyError: \'price\'',
      ),
    ).toBe(`correct the app ${RUNS_ON}`);
  });
});
