import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describeWithTools } from '../support/tools';
import { REPOSITORY, Workspace } from '../support/workspace';

interface Answer {
  readonly error: boolean;
  readonly payload: unknown;
  readonly logs: string;
}

const HANDLERS = `
import logging

def ok(event, context):
    logging.getLogger().warning("careful: %s", event["name"])
    print("printed")
    assert 0 < context.get_remaining_time_in_millis() <= 5000
    return [context.aws_request_id, context.function_name, context.invoked_function_arn, event]

def fail(event, context):
    raise KeyError("gone")
`;

describeWithTools(
  'a Python handler where Lambda has no runtime client for the machine',
  ['python3.13'],
  () => {
    const workspace = new Workspace('handler');
    workspace.write('task/main.py', HANDLERS);
    workspace.write('task/broken.py', 'print("so far")\nimport not_there\n');
    afterAll(() => workspace.remove());

    /** Answers of an environment in a Python without any package. */
    function answers(handler: string, events: object[], variables: object = {}): Answer[] {
      const script = join(REPOSITORY, 'test/local/fixtures/environment.py');
      const args = [workspace.path, handler, JSON.stringify(events), JSON.stringify(variables)];
      const env = { ...process.env, PYTHONPATH: join(REPOSITORY, 'src/local/python') };
      const output = execFileSync('python3.13', ['-B', script, ...args], { env });
      const result = JSON.parse(output.toString()) as { module: string; answers: Answer[] };
      expect(result.module).toBe('terragate_handler');
      return result.answers;
    }

    test('gets its event and its context, and its answer returns', () => {
      const [first, second] = answers('main.ok', [{ name: 'Zoë' }, { name: 'Al' }]);
      expect(first).toMatchObject({ error: false, payload: ['id-0', 'app', 'arn:app', { name: 'Zoë' }] });
      expect(second).toMatchObject({ error: false, payload: ['id-1', 'app', 'arn:app', { name: 'Al' }] });
      expect(second?.logs).toMatch(
        /START RequestId: id-1 Version: 3\n\[WARNING\]\t\d{4}-\S+Z\tid-1\tcareful: Al\nprinted\nEND RequestId: id-1\n/,
      );
    });

    test('logs lines of JSON where the function asks for them', () => {
      const json = { AWS_LAMBDA_LOG_FORMAT: 'JSON', AWS_LAMBDA_LOG_LEVEL: 'WARN' };
      const line = answers('main.ok', [{ name: 'Al' }], json)[0]
        ?.logs.split('\n')
        .find((text) => text.startsWith('{'));
      expect(JSON.parse(line ?? '')).toMatchObject({
        level: 'WARNING',
        message: 'careful: Al',
        requestId: 'id-0',
      });
    });

    test('that raises is answered with its error, and the log shows where', () => {
      const [failed, next] = answers('main.fail', [{}, {}]);
      expect(failed).toMatchObject({
        error: true,
        payload: { errorType: 'KeyError', errorMessage: "'gone'" },
      });
      expect(failed?.logs).toMatch(
        /\[ERROR\] KeyError: 'gone'\nTraceback[^\n]*\n {2}File "[^"]*main\.py", line 11, in fail\n/,
      );
      expect(next?.logs).not.toContain('INIT_START');
    });

    test.each([
      ['broken.handler', 'ModuleNotFoundError', "No module named 'not_there'"],
      ['main.missing', 'AttributeError', "module 'main' has no attribute 'missing'"],
      ['main', 'ValueError', "Bad handler 'main': it needs a module and a function"],
    ])('%s fails while it is loaded: %s', (handler, errorType, errorMessage) => {
      const [answer] = answers(handler, [{}]);
      expect(answer).toMatchObject({ error: true, payload: { errorType, errorMessage } });
      expect(answer?.logs).toContain(`[ERROR] ${errorType}: ${errorMessage}\n`);
    });
  },
);
