import { describeWithTools } from '../support/tools';
import { Workspace } from '../support/workspace';
import { printedIn } from './local-python';

jest.setTimeout(240_000);

describeWithTools('hosted zones of the local AWS', ['python3.13'], () => {
  const workspace = new Workspace('hosted-zones');

  test('are those that were made, and those of the account that a root names', async () => {
    expect(await printedIn(workspace, 'hosted_zones.py')).toEqual({
      // the root of all names, since its own name is known on AWS alone
      'of the account': '.',
      'asked twice': '.',
      'made here': 'example.com.',
      'deleted here': null,
      'no id': null,
    });
  });
});
