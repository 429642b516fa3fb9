import { describeWithTools } from '../support/tools';
import { Workspace } from '../support/workspace';
import { printedIn } from './local-python';

describeWithTools('a service that two requests load at once', ['python3.13'], () => {
  const workspace = new Workspace('service-loading');
  afterAll(() => workspace.remove());

  test('has its operations for both, which LocalStack alone has not', async () => {
    expect(await printedIn(workspace, 'service_loading.py')).toEqual({
      alone: { first: ['CreateFunction'], second: [] },
      here: { first: ['CreateFunction'], second: ['CreateFunction'] },
    });
  }, 240_000);
});
