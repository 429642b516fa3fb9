import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { main } from '../../src/cli/main';
import { keepPrinted } from '../cli/printed';
import { Workspace } from '../support/workspace';
import { documentOf } from './support';

const printed = keepPrinted();
const workspace = new Workspace('client-command');
const document = workspace.at('openapi.json');
const out = workspace.at('web', 'api');

function app(...ids: string[]): void {
  const paths = Object.fromEntries(
    ids.map((id) => [`/${encodeURIComponent(id)}`, { get: { operationId: id, responses: {} } }]),
  );
  writeFileSync(document, JSON.stringify(documentOf(paths)));
}

const client = (...more: string[]) => main(['client', '--document', document, '--out', out, ...more]);
const text = (name: string) => readFileSync(join(out, name), 'utf8');

describe('terragate client', () => {
  it('writes the client, and removes files that it has no longer', async () => {
    app('say_hello');
    expect(await client('--tanstack')).toBe(0);
    expect(text('operations.ts')).toContain('export function sayHello(');
    expect(text('tanstack.ts')).toContain("from '@tanstack/react-query'");
    writeFileSync(join(out, 'mine.ts'), '// of the user\n');
    expect(await client('--json')).toBe(0);
    expect(readdirSync(out).sort()).toEqual([
      'client.ts',
      'convert.ts',
      'index.ts',
      'mine.ts',
      'operations.ts',
      'request.ts',
      'runtime.ts',
    ]);
    expect(JSON.parse(printed.out.slice(printed.out.lastIndexOf('{\n')))).toMatchObject({
      operations: 1,
      changed: ['index.ts', 'queries.ts', 'tanstack.ts'],
    });
  });

  it('does not write over a file of the user', async () => {
    app('say_hello');
    const folder = workspace.at('taken');
    const file = workspace.write('taken/client.ts', 'export const mine = 1;\n');
    expect(await main(['client', '--document', document, '--out', folder])).toBe(1);
    expect(printed.err).toContain('a file that Terragate did not write');
    expect(readFileSync(file, 'utf8')).toBe('export const mine = 1;\n');
    expect(readdirSync(folder)).toEqual(['client.ts']);
  });

  it('fails with --check where the client is behind the API, names the files and the command, and writes nothing', async () => {
    app('say_hello');
    expect(await client()).toBe(0);
    expect(await client('--check')).toBe(0);
    app('say_hello', 'say_goodbye');
    expect(await client('--check')).toBe(1);
    expect(printed.err).toContain(
      'the client is behind the API: client.ts (changed), operations.ts (changed)',
    );
    expect(printed.err).toContain(`npx terragate client --out ${out} --document ${document}`);
    expect(text('operations.ts')).not.toContain('sayGoodbye');
  });

  it('names with --check a command whose words a shell takes as they are', async () => {
    app('say_hello');
    const folder = workspace.at("it's mine; echo", 'api');
    expect(await main(['client', '--document', document, '--out', folder, '--check'])).toBe(1);
    const line = printed.err.split('\n').find((one) => one.includes('npx terragate client')) ?? '';
    const words = line.slice(line.indexOf('client'));
    const split = execFileSync('sh', ['-c', `printf '%s\\n' ${words}`], { encoding: 'utf8' }).split('\n');
    expect(split).toEqual(['client', '--out', folder, '--document', document, '']);
  });

  it('takes who may call in whatever case it is typed', async () => {
    app('say_hello');
    const folder = workspace.at('any-case');
    expect(await main(['client', '--document', document, '--out', folder, '--auth', 'iam'])).toBe(0);
    expect(readdirSync(folder)).toContain('iam.ts');
  });

  it('refuses operations that would be one function in one message, and writes nothing', async () => {
    app('say_hello', 'say-hello', '?', 'other');
    const folder = workspace.at('none');
    expect(await main(['client', '--document', document, '--out', folder])).toBe(1);
    expect(printed.err).toContain(
      '"say_hello" (GET /say_hello) and "say-hello" (GET /say-hello) would both have the function sayHello',
    );
    expect(printed.err).toContain('the id "?" has no letter or digit');
    expect(existsSync(folder)).toBe(false);
  });

  it.each([
    ['an unknown way of authorization', ['--auth', 'Basic'], 'IAM, Cognito, None'],
    ['an unknown library', ['--tanstack', 'angular'], 'react, vue, solid, svelte, core'],
    ['--check beside --watch', ['--check', '--watch'], 'give one of the two'],
  ])('refuses %s, and says what it takes', async (_, words, allowed) => {
    expect(await client(...words)).toBe(2);
    expect(printed.err).toContain(allowed);
  });

  it('needs a folder', async () => {
    expect(await main(['client'])).toBe(2);
    expect(printed.err).toContain('--out');
  });

  it.each([
    ['of a document', () => client('--watch')],
    [
      'of the document that a project keeps',
      () => {
        workspace.write('shop/terragate.json', '{"openapi": "../openapi.json", "root": "."}');
        return main(['client', '--cwd', workspace.at('shop'), '--out', out, '--watch']);
      },
    ],
  ])(
    'writes the client again after a save %s, goes on after a mistake, and ends with its signal',
    async (_, watch) => {
      app('say_hello');
      const seen: string[] = [];
      const watching = watch();
      await until(() => printed.out.includes('watching'));
      app('say_hello', 'say_goodbye');
      await until(() => text('operations.ts').includes('sayGoodbye'));
      writeFileSync(document, 'no JSON');
      await until(() => printed.err.includes('openapi.json'));
      app('say_third');
      await until(() => text('operations.ts').includes('sayThird'));
      process.emit('SIGINT');
      seen.push(String(await watching));
      expect(seen).toEqual(['0']);
    },
  );
});

/** Waits until something is so. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((done) => setTimeout(done, 20));
}
