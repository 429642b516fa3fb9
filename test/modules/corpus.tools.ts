import { existsSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { moduleFiles } from '../../src/emit';
import { UserError } from '../../src/errors';
import { routerModule } from '../../src/modules';
import { type ApiModel, readApiFile } from '../../src/openapi';
import { describeOnAws, type EmulatedAws } from '../support/on-aws';
import { Terraform } from '../support/terraform';
import { REPOSITORY, Workspace } from '../support/workspace';
import { emptyPackage, moduleCall } from '../terraform/package';

// Real documents of many projects lie beside the repository where it is developed; elsewhere the suite is skipped.
const CORPUS = process.env.TERRAGATE_CORPUS ?? join(REPOSITORY, '../shared/corpus');
const names = existsSync(CORPUS)
  ? readdirSync(CORPUS).filter((name) => /\.(json|ya?ml)$/.test(name) && name !== 'manifest.json')
  : [];

if (names.length === 0)
  process.stderr.write('skipped: router modules of real documents: no corpus (TERRAGATE_CORPUS)\n');

/** Functions in one plan, at the most: a plan takes longer, and more memory, with their square. */
const MOST = 150;
/** Modules with one function each in one plan: sixty of them take a third more of a processor in one than in fifteen. */
const AT_ONCE = 4;

/** An HTTP API differs from a REST API in its document only: isolated, it is planned for small apps. */
const SMALL = 30;

interface Emitted {
  readonly name: string;
  readonly kind: 'rest' | 'http';
  /** Operations that can have a route of their own, and those that can't. */
  readonly routable: number;
  readonly unroutable: readonly string[];
}

/**
 * Modules that are planned together.
 *
 * @param sizeOf the functions of one
 * @param most functions in one plan
 */
function batches(of: readonly Emitted[], sizeOf: (one: Emitted) => number, most: number): Emitted[][] {
  const all: Emitted[][] = [];
  let room = 0;
  for (const one of [...of].sort((a, b) => sizeOf(a) - sizeOf(b))) {
    if (sizeOf(one) > room || all.length === 0) {
      all.push([]);
      room = most;
    }
    all.at(-1)?.push(one);
    room -= sizeOf(one);
  }
  return all;
}

const suite = (aws: EmulatedAws): void => {
  const workspace = new Workspace('corpus');
  const emitted: Emitted[] = [];
  let refused = 0;
  let zip = '';

  /** A module for each kind of API into the workspace. */
  function emit(api: ApiModel, i: number): void {
    for (const kind of ['rest', 'http'] as const) {
      const name = `${kind}-${i}`;
      const module = routerModule({ name, kind, api });
      for (const [path, text] of moduleFiles(module)) {
        if (path.endsWith('.tf') || path.endsWith('.json'))
          workspace.write(join('modules', name, path), text);
      }
      const table = module.data?.['operations.json'] as
        | { operations: Record<string, { method: string; problem?: string; shadowed_by?: string }> }
        | undefined;
      const operations = table?.operations ?? {};
      const ids = Object.keys(operations);
      const unroutable = ids.filter((id) => operations[id]?.problem !== undefined);
      const shadowed = ids.filter((id) => operations[id]?.shadowed_by !== undefined);
      // API Gateway answers these itself
      const options = ids.filter((id) => operations[id]?.method === 'OPTIONS');
      emitted.push({
        name,
        kind,
        routable: ids.length - new Set([...unroutable, ...shadowed, ...options]).size,
        unroutable,
      });
    }
  }

  function call({ name, unroutable }: Emitted, pattern: string): string {
    const left = unroutable.map((id) => `${JSON.stringify(id)} = { enabled = false }`).join('\n');
    return moduleCall(name, name, [
      `lambda_zip = "${zip}"`,
      `integration_pattern = "${pattern}"`,
      'routes = "operations"',
      'route_quota = 10000',
      `operations = {\n${left}\n}`,
    ]);
  }

  async function plan(folder: string, of: readonly Emitted[], pattern: string) {
    workspace.write(`${folder}/main.tf`, of.map((one) => call(one, pattern)).join('\n'));
    symlinkSync(workspace.at('modules'), workspace.at(folder, 'modules'));
    const tf = new Terraform('terraform', workspace.at(folder), aws.provider.env);
    tf.writeProvider();
    await tf.init();
    const planned = await tf.planned();
    const ofModule = (name: string) =>
      planned.filter((action) => action.startsWith(`create module.${name}.`));
    return (name: string) =>
      ofModule(name).filter((action) => action.includes('.aws_lambda_function.')).length;
  }

  beforeAll(async () => {
    for (const module of ['rest-api', 'http-api', 'lambda-function']) workspace.copy(`modules/${module}`);
    zip = emptyPackage(workspace);
    for (const [i, name] of names.entries()) {
      try {
        emit(readApiFile(join(CORPUS, name)), i);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        refused += 1;
      }
    }
  }, 300_000);

  test('are valid, all in one root', async () => {
    expect(refused).toBeLessThan(names.length / 2);
    workspace.write('main.tf', emitted.map((one) => call(one, 'shared')).join('\n'));
    const tf = new Terraform('terraform', workspace.path);
    await tf.init();
    expect(await tf.validate()).toMatchObject({ valid: true, diagnostics: [] });
    expect(await new Terraform('terraform', workspace.at('modules')).fmtCheck()).toBe('');
  }, 300_000);

  test('plan one function and a route for each operation where they share it', async () => {
    for (const [i, batch] of batches(emitted, () => 1, AT_ONCE).entries()) {
      const functions = await plan(`shared-${i}`, batch, 'shared');
      for (const { name } of batch) expect([name, functions(name)]).toEqual([name, 1]);
    }
  }, 300_000);

  test('plan a function for each operation where they are isolated', async () => {
    const of = emitted.filter(({ kind, routable }) => kind === 'rest' || routable <= SMALL);
    for (const [i, batch] of batches(of, ({ routable }) => routable, MOST).entries()) {
      const functions = await plan(`isolated-${i}`, batch, 'isolated');
      for (const { name, routable } of batch) expect([name, functions(name)]).toEqual([name, routable]);
    }
  }, 900_000);
};

const unless = names.length ? [] : ['no real documents are beside this checkout'];
describeOnAws('router modules of real documents', { tools: ['terraform'], unless }, suite);
