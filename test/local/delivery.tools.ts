import { describeWithTools } from '../support/tools';
import { Workspace } from '../support/workspace';
import { printedIn } from './local-python';

jest.setTimeout(240_000);

const WITHOUT_BODY = ['HEAD 200', 'GET 204', 'GET 304'];

describeWithTools('the delivery of a streamed answer', ['python3.13'], () => {
  const workspace = new Workspace('delivery');
  let seen: Readonly<Record<string, unknown>>;

  beforeAll(async () => {
    seen = await printedIn(workspace, 'delivery.py', 'GET 200', ...WITHOUT_BODY);
  });

  test.each(WITHOUT_BODY)('to %s is whole with its head: the function goes on to its end', (asked) => {
    expect(seen[asked]).toEqual({ finished: true, taken: true, told: false });
  });

  test('with a body ends in the function when the caller leaves', () => {
    expect(seen['GET 200']).toEqual({ finished: false, taken: false, told: true });
  });
});
