import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import packageJson from '../../package.json';
import { program } from '../../src/cli/program';
import { checkedOptions } from '../../src/generate/options';
import { projectReadme } from '../../src/generate/readme';
import { readProject } from '../../src/project';
import { REPOSITORY, Workspace } from '../support/workspace';
import { namedCommands, type Step, stepsIn, stepsOf } from './page';

const silent = { line: () => undefined, part: () => undefined, color: false };
const root = program(silent, silent);

const read = (page: string) => readFileSync(join(REPOSITORY, page), 'utf8');
const pages = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...readdirSync(join(REPOSITORY, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
  'examples/environments/README.md',
  'examples/react-app/README.md',
  'examples/shop/README.md',
  'examples/todo/README.md',
  'examples/streaming-chat/README.md',
];
const readmes = (['rest-api', 'http-api', 'function-url'] as const).flatMap((computeType) =>
  (computeType === 'function-url'
    ? (['IAM', 'None'] as const)
    : (['IAM', 'Cognito', 'None'] as const)
  ).flatMap((auth) =>
    (['terraform', 'typescript'] as const).map((iac): [string, string] => [
      `the README of a project: ${computeType}, ${auth}, ${iac}`,
      projectReadme(checkedOptions({ name: 'my-api', computeType, auth, iac })),
    ]),
  ),
);

/** What is wrong with a command of a page; undefined when such a command can be typed. */
function wrong(command: string): string | undefined {
  const words = (command.match(/'[^']*'|"[^"]*"|\S+/g) ?? []).map((word) =>
    word.replace(/^(['"])(.*)\1$/, '$2'),
  );
  const chained = words.findIndex(
    (word, at) => word === '&&' || (word === '|' && ['npx', 'grep'].includes(words[at + 1] ?? '')),
  );
  if (chained >= 0)
    return wrong(words.slice(0, chained).join(' ')) ?? wrong(words.slice(chained + 1).join(' '));
  const [first = '', second = ''] = words;
  if (first === 'npx' && second === 'cdktf')
    return ['synth', 'deploy'].includes(words[2] ?? '') ? undefined : 'no such command of cdktf';
  if (first === 'npx' && second !== 'terragate') return 'no such program';
  if (first === 'npx' || first === 'terragate') return wrongOfTerragate(words.slice(first === 'npx' ? 2 : 1));
  if (first === 'npm') {
    if (['ci', 'install', 'pack', 'test'].includes(second)) return undefined;
    const at = words.indexOf('--prefix');
    const { scripts } = at < 0 ? packageJson : JSON.parse(read(`${words[at + 1]}/package.json`));
    return second === 'run' && (words[2] ?? '') in scripts ? undefined : 'no such script';
  }
  // A script of an example, by the environment that a command has made
  if (/\/\.venv\/bin\/python$/.test(first))
    return existsSync(join(REPOSITORY, second)) ? undefined : 'no such script';
  // Programs of others, that a reader has
  if (
    [
      'cd',
      'cp',
      'mkdir',
      'rm',
      'curl',
      'terraform',
      'git',
      'grep',
      'uvx',
      'aws',
      'export',
      'pip',
      'openssl',
      'openapi-python-client',
    ].includes(first)
  )
    return undefined;
  return /^\w+="\$\(/.test(command) ? undefined : 'nobody knows this program';
}

function wrongOfTerragate([name, ...rest]: string[]): string | undefined {
  const command = root.commands.find((one) => one.name() === name);
  if (!command) return `no command ${name}`;
  const values: string[] = [];
  for (let index = 0; index < rest.length; index++) {
    const word = rest[index] ?? '';
    if (!word.startsWith('-')) {
      values.push(word);
      continue;
    }
    if (word === '--help') continue;
    const option = command.options.find(({ short, long }) => [short, long].includes(word));
    if (!option) return `no option ${word} of ${name}`;
    if (option.required || (option.optional && !rest[index + 1]?.startsWith('-'))) index++;
  }
  return tooMany(command, values) ? `${values.length} arguments for ${name}` : undefined;
}

function tooMany({ registeredArguments }: Command, values: readonly string[]): boolean {
  return values.length > registeredArguments.length && !registeredArguments.some(({ variadic }) => variadic);
}

const problems = (markdown: string) =>
  namedCommands(markdown).flatMap((command) => {
    const what = wrong(command);
    return what ? [`${command}: ${what}`] : [];
  });

describe('the documentation of the commands', () => {
  test.each(pages)('names only commands and options that exist: %s', (page) => {
    expect(problems(read(page))).toEqual([]);
  });

  test.each(readmes)('names only commands and options that exist: %s', (_, text) => {
    expect(namedCommands(text)).toContain('npx terragate test');
    expect(problems(text)).toEqual([]);
  });

  test('is seen when it is wrong', () => {
    const page =
      'Try `npx terragate upp`, or:\n\n```sh\nnpx terragate new a --now  # soon\nnpm run nothing\nhalt now\n```\n';
    expect(problems(page)).toEqual([
      'npx terragate new a --now: no option --now of new',
      'npm run nothing: no such script',
      'halt now: nobody knows this program',
      'npx terragate upp: no command upp',
    ]);
  });

  test('is complete in README: every command', () => {
    const named = new Set([...read('README.md').matchAll(/terragate ([a-z]+)/g)].map(([, name]) => name));
    expect(root.commands.map((command) => command.name()).filter((name) => !named.has(name))).toEqual([]);
  });

  test('is complete in README: every setting of a project', () => {
    const workspace = new Workspace('settings');
    workspace.write('terragate.json', '{"noSuchSetting": 1}');
    let settings: readonly unknown[] = [];
    try {
      readProject(workspace.path);
    } catch (error) {
      settings = (error as { problems: { allowed?: readonly unknown[] }[] }).problems[0]?.allowed ?? [];
    }
    expect(settings).toContain('appObject');
    const table = [...read('README.md').matchAll(/^\| `(\w+)` \| /gm)].map(([, name]) => name);
    expect(settings.filter((name) => !table.includes(String(name)))).toEqual([]);
  });

  test('leads somewhere: links within the repository', () => {
    const broken = pages.flatMap((page) =>
      [...read(page).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)].flatMap(([, path, anchor]) => {
        const target = path ? join(dirname(page), path) : page;
        const there =
          existsSync(join(REPOSITORY, target)) && (!anchor || anchorsOf(read(target)).includes(anchor));
        return there ? [] : [`${page}: ${path}${anchor ? `#${anchor}` : ''}`];
      }),
    );
    expect(broken).toEqual([]);
  });
});

function anchorsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}

describe('the first screen of README', () => {
  const screen = read('README.md').split('\n## ')[0] ?? '';
  const told = (steps: readonly Step[]) =>
    steps.flatMap((step) =>
      step.kind === 'run'
        ? [...step.commands, step.expected ?? '']
        : step.kind === 'add'
          ? [step.path, step.text]
          : [],
    );

  test('shows the two commands that a newcomer needs', () => {
    expect(screen.split('\n').length).toBeLessThan(50);
    expect(namedCommands(screen).slice(0, 2)).toEqual(['npm ci && npx terragate up', 'npm ci && npm test']);
  });

  test('is the beginning of start.md, whose commands are run', () => {
    const [, ...steps] = stepsIn(screen, 'README.md');
    const run = told(stepsOf('docs/start.md'));
    expect(told(steps)).toEqual(expect.arrayContaining(['npx terragate new my-api --yes', 'my_api/main.py']));
    expect(told(steps).filter((one) => !run.includes(one))).toEqual([]);
  });
});
