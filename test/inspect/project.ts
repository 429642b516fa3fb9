import { type Inspection, inspect } from '../../src/inspect';
import { readProject } from '../../src/project';
import { Workspace } from '../support/workspace';

type Operation = Readonly<Record<string, unknown>>;

/** A document with operations by `METHOD /path`; the id is made of both, with an own one by `operationId`. */
export function document(operations: Readonly<Record<string, Operation>>): string {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [route, operation] of Object.entries(operations)) {
    const [method = '', path = ''] = route.split(' ');
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const parameters = names.map((name) => ({
      name,
      in: 'path',
      required: true,
      schema: { type: 'string' },
    }));
    paths[path] ??= {};
    (paths[path] as Record<string, unknown>)[method.toLowerCase()] = {
      parameters,
      responses: { 200: { description: 'OK' } },
      ...operation,
    };
  }
  return JSON.stringify({ openapi: '3.1.0', info: { title: 'Orders', version: '2.0.0' }, paths });
}

export const ORDERS = {
  'GET /health': { operationId: 'health', tags: ['status'] },
  'GET /orders': { operationId: 'list_orders', tags: ['orders'] },
  'POST /orders': { operationId: 'create_order', tags: ['orders'] },
  'GET /orders/{order_id}': { operationId: 'get_order', tags: ['orders'] },
};

/** A project with a root in HCL, or with other files below `infra`. */
export function projectFolder(
  root: string | Readonly<Record<string, string>>,
  operations: Readonly<Record<string, Operation>> = ORDERS,
  kind: 'rest' | 'http' | 'function-url' = 'rest',
): Workspace {
  const workspace = new Workspace('inspect');
  const functionUrl = kind === 'function-url';
  const apis = functionUrl ? [] : [{ name: 'my-api', kind }];
  workspace.write(
    'terragate.json',
    JSON.stringify({ name: 'orders', modules: { folder: 'infra/modules', apis, functionUrl } }),
  );
  workspace.write('openapi.json', document(operations));
  const files = typeof root === 'string' ? { 'main.tf': root } : root;
  workspace.write('infra/.keep', '');
  for (const [path, text] of Object.entries(files)) workspace.write(`infra/${path}`, text);
  return workspace;
}

/** What is found out about a project with one call of its module. */
export async function inspected(...project: Parameters<typeof projectFolder>): Promise<Inspection> {
  return inspect(readProject(projectFolder(...project).path));
}

/** A call of the module with these inputs. */
export function call(inputs = ''): string {
  return `module "my_api" {\n  source = "./modules/my-api"\n${inputs}\n}\n`;
}
