import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { LOCK_FILES, lockFiles } from '../bundle';
import { missingPackages } from '../deploy/cdktf';
import { UserError } from '../errors';
import { inspect } from '../inspect';
import { shell } from '../language';
import { documentOf, missingDocument, type Project, readProject } from '../project';
import { atLeast, readJson } from '../system';
import type { Check, Machine } from './check';

/** The project of a folder, or the check of its wrong settings. Both are undefined where there is no project. */
export function projectOf(cwd: string): { readonly project?: Project; readonly checks: readonly Check[] } {
  try {
    return { project: readProject(cwd), checks: [] };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    if (error.problems.some(({ what }) => what.startsWith('there is no project'))) {
      const found = 'none in this folder; terragate add makes one of a FastAPI app that is here';
      return { checks: [{ name: 'Project', state: 'note', found, fix: 'terragate new my-api' }] };
    }
    const checks = error.problems.map(({ where, what, fix }): Check => {
      return { name: 'Project', state: 'missing', found: `${where}: ${what}`, fix };
    });
    return { checks };
  }
}

/** The checks of a project. */
export async function projectChecks(project: Project, { run, node }: Machine): Promise<readonly Check[]> {
  const from = (path: string) => relative(process.cwd(), path) || '.';
  return [
    { name: 'Project', state: 'ok', found: `${project.name}, ${from(project.settings)}` },
    ...script(project, from),
    lock(project, from),
    ...stack(project, from),
    ...stackNode(project, node, from),
    await modules(project, from),
    ...(await Promise.all(project.packages.map((zip) => ignored(project, zip, run, from)))).flat(),
  ];
}

type From = (path: string) => string;

/** The script that starts the app; packages get its mode and line ends right, a start by hand does not. */
function script({ app, handler }: Project, from: From): Check[] {
  if (!handler.endsWith('.sh')) return [];
  const file = join(app, handler);
  if (!existsSync(file)) {
    const fix = `write ${from(file)}, such as: TERRAGATE_APP=my_api.main:app exec python -m uvicorn terragate_asgi:app --port "$PORT"`;
    return [{ name: handler, state: 'missing', found: `${from(file)} is not there`, fix }];
  }
  const text = readFileSync(file, 'utf8');
  if (!text.startsWith('#!'))
    return [
      {
        name: handler,
        state: 'missing',
        found: 'it does not begin with #!/bin/sh',
        fix: shell`sed -i '1i #!/bin/sh' ${from(file)}`.text,
      },
    ];
  if (text.includes('\r\n'))
    return [
      {
        name: handler,
        state: 'note',
        found: 'line ends of Windows',
        fix: shell`sed -i 's/\\r$//' ${from(file)}`.text,
      },
    ];
  if (process.platform !== 'win32' && (statSync(file).mode & 0o111) === 0)
    return [
      { name: handler, state: 'note', found: 'not executable', fix: shell`chmod +x ${from(file)}`.text },
    ];
  if (!/\bterragate_asgi\b/.test(text))
    return [
      {
        name: handler,
        state: 'note',
        found:
          'it starts the app without terragate_asgi: a request may run another operation than API Gateway authorized',
        fix: `in ${from(file)}, put TERRAGATE_APP=<module>:<app> before the server, and terragate_asgi:app in place of the app`,
      },
    ];
  return [{ name: handler, state: 'ok', found: from(file) }];
}

function lock({ app, packageChoice }: Project, from: From): Check {
  const [found] = lockFiles(app, false, packageChoice);
  if (found) return { name: 'Lock file', state: 'ok', found: from(found) };
  if (existsSync(join(app, 'pyproject.toml')))
    return {
      name: 'Lock file',
      state: 'note',
      found: 'none; the first command that needs Python writes it',
      fix: shell`uv lock --project ${from(app)}`.text,
    };
  return {
    name: 'Lock file',
    state: 'missing',
    found: `neither ${LOCK_FILES.join(' nor ')} in ${from(app)}`,
    fix: 'uv init && uv add fastapi',
  };
}

/** The packages of a CDKTF app. */
function stack({ cdktf }: Project, from: From): Check[] {
  if (cdktf === undefined) return [];
  const name = 'Packages';
  if (missingPackages(cdktf).length === 0)
    return [{ name, state: 'ok', found: `those of ${from(cdktf)} are installed` }];
  const found = `those of ${from(cdktf)} are not installed`;
  return [{ name, state: 'missing', found, fix: shell`npm install --prefix ${from(cdktf)}`.text }];
}

/**
 * A note on Node.js where the stack's packages ask for a newer one than Terragate needs, as those of CDK Terrain do.
 */
function stackNode({ cdktf }: Project, node: string, from: From): Check[] {
  if (cdktf === undefined) return [];
  const manifest = (readJson(join(cdktf, 'package.json')) ?? {}) as { readonly engines?: { node?: unknown } };
  const [, wanted] = /^>=\s*(\d+(?:\.\d+){0,2})$/.exec(String(manifest.engines?.node ?? '')) ?? [];
  if (wanted === undefined || atLeast(node, wanted)) return [];
  const found = `${node}, and ${from(join(cdktf, 'package.json'))} asks for ${wanted}: terragate up works, the framework's own command may not`;
  return [{ name: 'Node of stack', state: 'note', found, fix: `install Node.js ${wanted}` }];
}

/** Whether the modules are written for the app's operations. */
async function modules(project: Project, from: From): Promise<Check> {
  const name = 'Modules';
  const document = documentOf(project);
  if (!existsSync(document))
    return project.openapi === undefined
      ? {
          name,
          state: 'note',
          found: `no ${from(document)}; terragate up writes it`,
          fix: 'terragate openapi',
        }
      : { name, state: 'missing', found: `no ${from(document)}`, fix: missingDocument(project).fix };
  try {
    const { apis, notes } = await inspect(project);
    const [stale] = notes.filter((note) => /terragate synth$/.test(note));
    if (stale)
      return { name, state: 'note', found: stale.replace(/: terragate synth$/, ''), fix: 'terragate synth' };
    const [{ operations = [] } = {}] = apis;
    return { name, state: 'ok', found: `as ${from(document)}, ${operations.length} operations` };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const [problem] = error.problems;
    // The root of a CDKTF app is made by terragate up
    const state = project.cdktf && !existsSync(project.root) ? 'note' : 'missing';
    return {
      name,
      state,
      found: `${problem?.where}: ${problem?.what}`,
      ...(problem && { fix: problem.fix }),
    };
  }
}

/** Whether Git ignores the package: it is built, and a burden in Git. */
async function ignored(project: Project, zip: string, run: Machine['run'], from: From): Promise<Check[]> {
  const name = '.gitignore';
  const answer = await run('git', ['-C', project.folder, 'check-ignore', '-q', zip]);
  if (answer.code === 0) return [{ name, state: 'ok', found: `has ${from(zip)}` }];
  // 128 means that the folder is not in a repository
  if (answer.code !== 1) return [];
  return [
    {
      name,
      state: 'note',
      found: `${from(zip)} would be committed`,
      fix: shell`echo ${basename(zip)} >> ${from(join(project.folder, '.gitignore'))}`.text,
    },
  ];
}
