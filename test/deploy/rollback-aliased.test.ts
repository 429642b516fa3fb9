import type { Deployment } from '../../src/deploy/deployment';
import { aliasedFunctions } from '../../src/deploy/rollback/aliased';
import { deployed } from '../../src/deploy/state';
import type { UserError } from '../../src/errors';
import { readProject } from '../../src/project';
import { Workspace } from '../support/workspace';

/** The state of functions by their names: in the module of an app, or in the root; with an alias, or without. */
function stateOf(functions: Readonly<Record<string, { readonly module?: string; readonly alias?: string }>>) {
  const resources = Object.entries(functions).flatMap(([name, { module, alias }]) => {
    const resource = (type: string, attributes: object) => ({
      mode: 'managed',
      type,
      ...(module && { module }),
      instances: [{ attributes }],
    });
    return [
      resource('aws_lambda_function', { function_name: name }),
      ...(alias ? [resource('aws_lambda_alias', { name: alias, function_name: name })] : []),
    ];
  });
  return deployed(JSON.stringify({ version: 4, resources })) as Deployment;
}

describe('the functions that can go back', () => {
  const workspace = new Workspace('rollback-aliased');
  const PLACE = { environment: 'staging' };
  const [HELLO, ITEMS] = ['hello', 'items'].map((key) => `module.shop.module.function["${key}"]`) as [
    string,
    string,
  ];

  const names = (functions: Parameters<typeof stateOf>[0], wanted?: string) => {
    workspace.write('terragate.json', JSON.stringify({ name: 'shop', app: '.', root: 'infra' }));
    workspace.write('infra/main.tf', '');
    const project = readProject(workspace.at());
    return aliasedFunctions(project, stateOf(functions), PLACE, wanted).map(({ name }) => name);
  };
  const problem = (...given: Parameters<typeof names>) => {
    try {
      names(...given);
    } catch (error) {
      return (error as UserError).problems[0];
    }
    return undefined;
  };

  it('are those that the API calls by an alias; functions of the root itself are none of them', () => {
    const functions = {
      hello: { module: HELLO, alias: 'live' },
      worker: {},
      blue: { alias: 'blue' },
      alone: { module: 'module.alone', alias: 'live' },
    };
    expect(names(functions)).toEqual(['alone', 'hello']);
    expect(names(functions, 'hello')).toEqual(['hello']);
  });

  it('are none where an operation has no alias: the setting is named that makes one', () => {
    const functions = { hello: { module: HELLO, alias: 'live' }, items: { module: ITEMS } };
    const refused = {
      where: 'items',
      what: expect.stringContaining('no alias that names a version'),
      fix: expect.stringMatching(/^function_aliases_enabled = true .*terragate up --aws --env staging/),
    };
    expect(problem(functions)).toMatchObject(refused);
    expect(problem(functions, 'items')).toMatchObject(refused);
    expect(names(functions, 'hello')).toEqual(['hello']);
    expect(problem({ hello: { module: HELLO }, items: { module: ITEMS } })).toMatchObject({
      where: 'hello and 1 more',
    });
  });

  it('are told where another name is given', () => {
    expect(problem({ hello: { module: HELLO, alias: 'live' } }, 'helo')).toMatchObject({
      got: 'helo',
      allowed: ['hello'],
    });
  });
});
