import type { AppReport } from '../../src/bundle';
import { appTable, hasOwnRoutes } from '../../src/inspect';
import { readProject } from '../../src/project';
import { call, projectFolder } from './project';

const MB = 1024 * 1024;
const REPORT: AppReport = {
  ...{ project: 'orders', app: 'shop.main:app', files: 3, unread: [] },
  import: { seconds: 0.81, slowest: [] },
  package: { bytes: 30 * MB, limit: 250 * MB, largest: [] },
  findings: [
    {
      ...{ kind: 'sqlite', file: 'shop/db.py', line: 4, code: 'sqlite:///./shop.db' },
      page: 'docs/lambda.md#sqlite',
    },
    {
      ...{ kind: 'background-task', file: 'shop/mail.py', line: 12, code: 'tasks.add_task(send)' },
      page: 'docs/lambda.md#background-tasks',
    },
    {
      ...{ kind: 'background-task', file: 'shop/a.py', line: 2, code: 'threading.Thread(...)' },
      page: 'docs/lambda.md#background-tasks',
    },
  ],
};

describe('the table of what Lambda does in another way', () => {
  test('has a section for each kind, with its places and its page', () => {
    expect(appTable(REPORT, { color: false }).slice(0, -2)).toEqual([
      'orders  shop.main:app, 3 files, imported in 0.8 s of a processor, 30.0 MB unpacked, of 250.0 MB',
      '',
      '  background tasks stand still from the answer to the next request, and may never go on',
      '    shop/mail.py:12  tasks.add_task(send)',
      '    shop/a.py:2      threading.Thread(...)',
      '    docs/lambda.md#background-tasks',
      '',
      '  SQLite can not be written outside /tmp, and there each environment has its own',
      '    shop/db.py:4  sqlite:///./shop.db',
      '    docs/lambda.md#sqlite',
    ]);
  });

  test('says that there is nothing, and what was not looked at', () => {
    const none = { ...REPORT, findings: [], import: null, package: null };
    expect(appTable(none, { color: false })).toEqual([
      'orders  shop.main:app, 3 files, not imported, no package yet',
      '',
      '  nothing was found that Lambda does in another way than a server',
    ]);
  });

  test('says which files were not looked at', () => {
    const unread = ['shop/deep.py: an expression or a branch in it is nested too deeply'];
    expect(appTable({ ...REPORT, unread }, { color: false })[1]).toBe(
      '  not looked at shop/deep.py: an expression or a branch in it is nested too deeply',
    );
  });

  test('shows no control characters of the code', () => {
    const odd = { ...REPORT, findings: [{ ...REPORT.findings[0], code: 'a\u001b[31m' }] } as AppReport;
    expect(appTable(odd, { color: false }).join('')).not.toContain('\u001b');
  });
});

describe('an API with no route but those of operations', () => {
  test.each([
    ['isolated', true],
    ['shared', false],
  ])('is one whose pattern is %s: %s', async (pattern, own) => {
    const { path } = projectFolder(call(`integration_pattern = "${pattern}"`));
    expect(await hasOwnRoutes(readProject(path))).toBe(own);
  });

  test('is none where nothing is known of the API', async () => {
    const { path } = projectFolder('');
    const project = { ...readProject(path), root: `${path}/none`, openapi: `${path}/none.json` };
    expect(await hasOwnRoutes(project)).toBe(false);
  });
});
