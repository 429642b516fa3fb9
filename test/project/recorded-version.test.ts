import { recordedVersion } from '../../src/project';
import { Workspace } from '../support/workspace';

describe('the Terragate that a project records', () => {
  const workspace = new Workspace('recorded');
  const recorded = (text: string) => {
    workspace.write('package.json', text);
    return recordedVersion(workspace.path);
  };
  const wanting = (wanted: string) => recorded(JSON.stringify({ devDependencies: { terragate: wanted } }));

  it.each([
    ['file:vendor/terragate-0.2.0.tgz', '0.2.0', 'vendor/terragate-0.2.0.tgz'],
    ['file:./vendor/terragate-1.0.0-rc.1.tgz', '1.0.0-rc.1', 'vendor/terragate-1.0.0-rc.1.tgz'],
    ['1.2.3', '1.2.3', undefined],
    ['^1.2.3', '1.2.3', undefined],
    ['~0.4.0', '0.4.0', undefined],
  ])('of %s is %s', (wanted, version, vendored) => {
    expect(wanting(wanted)).toEqual({ wanted, version, vendored });
  });

  it.each(['file:../terragate', 'latest', '>=1.0.0 <2', 'file:vendor/terragate.tgz', 'workspace:*'])(
    'of %s has no version',
    (wanted) => {
      expect(wanting(wanted)).toMatchObject({ wanted, version: undefined });
    },
  );

  it('is found among dependencies too', () => {
    expect(recorded('{"dependencies": {"terragate": "1.2.3"}}')?.version).toBe('1.2.3');
  });

  it.each(['{"name": "web"}', '{', 'null', '{"devDependencies": {"terragate": 3}}'])(
    'is none in %s',
    (text) => {
      expect(recorded(text)).toBeUndefined();
    },
  );
});
