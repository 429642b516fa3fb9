import { join } from 'node:path';
import { planConnect } from '../../src/connect';
import { readApiFile } from '../../src/openapi';
import { REPOSITORY } from '../support/workspace';

const API_HERE = 'http://localhost:8400/';

describe('the example website', () => {
  it('has what terragate connect writes for the example app, as the app is now', () => {
    const plan = planConnect({
      website: join(REPOSITORY, 'examples/react-app'),
      out: 'src/api',
      api: readApiFile(join(REPOSITORY, 'examples/fastapi-app/openapi.json')),
      name: 'my-api',
      auth: 'IAM',
      address: {
        given: undefined,
        local: { url: API_HERE, signIn: `${API_HERE}_terragate/cognito/`, isRunning: false },
      },
    });
    // Else: npx terragate connect examples/react-app --cwd examples/react-app --name my-api --auth IAM
    expect(plan.changes.map(({ path }) => path)).toEqual([]);
    expect(plan.name).toBe('MyApi');
  });
});
