import { execFile } from 'node:child_process';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Workspace } from '../support/workspace';
import { gitlabJobs, gitlabText } from './gitlab-file';
import { writeProject } from './support';

const TOKEN = 'glpat-SENSITIVE';
const ME = 7;

/** The notes of one merge request, as GitLab keeps them. */
class Notes {
  readonly list: { id: number; author: { id: number }; body: string }[] = [];
  private readonly server = createServer(async (request, response) => {
    const { status = 200, body } = await this.answer(request);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });

  add(author: number, body: string): void {
    this.list.push({ id: this.list.length + 1, author: { id: author }, body });
  }

  listen(): Promise<string> {
    return new Promise((resolve) => {
      this.server.listen(0, '127.0.0.1', () =>
        resolve(`http://127.0.0.1:${(this.server.address() as AddressInfo).port}/api/v4`),
      );
    });
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async answer(request: IncomingMessage): Promise<{ status?: number; body?: unknown }> {
    if (request.headers['private-token'] !== TOKEN) return { status: 401 };
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://a');
    if (pathname === '/api/v4/user') return { body: { id: ME } };
    const id = /^\/api\/v4\/projects\/1\/merge_requests\/3\/notes(?:\/(\d+))?$/.exec(pathname);
    if (!id) return { status: 404 };
    if (request.method === 'GET') {
      const [page, size] = [Number(searchParams.get('page')), Number(searchParams.get('per_page'))];
      return { body: this.list.slice((page - 1) * size, page * size) };
    }
    const parts = await request.toArray();
    const { body } = JSON.parse(Buffer.concat(parts).toString()) as { body: string };
    if (request.method === 'POST') this.add(ME, body);
    else for (const note of this.list) if (note.id === Number(id[1])) note.body = body;
    return { body: {} };
  }
}

describe('the note of a merge request', () => {
  const workspace = new Workspace('merge-request-note');
  const notes = new Notes();
  const marker = '<!-- terragate pipeline: shop -->';
  let address = '';
  let script = '';
  let variables: Readonly<Record<string, string>> = {};

  const run = (token = TOKEN) =>
    new Promise<{ code: number; output: string }>((resolve) => {
      const env = {
        PATH: process.env.PATH,
        ...variables,
        CI_API_V4_URL: address,
        CI_PROJECT_ID: '1',
        CI_MERGE_REQUEST_IID: '3',
        TERRAGATE_NOTES_TOKEN: token,
      };
      execFile(
        'bash',
        ['--norc', '-eo', 'pipefail', '-c', script],
        { cwd: workspace.path, env },
        (error, stdout, stderr) =>
          resolve({ code: error ? Number(error.code ?? 1) : 0, output: stdout + stderr }),
      );
    });

  beforeAll(async () => {
    address = await notes.listen();
    writeProject(workspace);
    const { note } = gitlabJobs(gitlabText(workspace.path, { planBranches: '*' }));
    script = note?.script.join('\n') ?? '';
    variables = note?.variables ?? {};
    workspace.write('plan-staging.md', '### shop, staging\n');
    workspace.write('plan-prod.md', '### shop, prod\n');
  });
  afterAll(() => notes.close());

  it('is written once and kept up to date, however many others there are, and those of others stay', async () => {
    notes.add(8, `${marker}\nof somebody who imitates it`);
    for (let count = 0; count < 100; count++) notes.add(8, 'a word');
    const others = structuredClone(notes.list);
    expect(await run()).toEqual({ code: 0, output: '' });
    expect(notes.list.slice(101)).toMatchObject([{ body: `${marker}\n### shop, staging\n### shop, prod\n` }]);
    workspace.write('plan-prod.md', '### shop, prod\n| GET | /a |\n/merge\n> /approve\n');
    expect(await run()).toEqual({ code: 0, output: '' });
    expect(notes.list.slice(0, 101)).toEqual(others);
    expect(notes.list.slice(101)).toMatchObject([
      { body: `${marker}\n### shop, staging\n### shop, prod\n| GET | /a |\n\\/merge\n> \\/approve\n` },
    ]);
  });

  it('fails with what GitLab refuses, and without the token in its output', async () => {
    const { code, output } = await run('glpat-OTHER');
    expect([code, output]).toEqual([1, expect.stringContaining('GET /user: 401')]);
    expect(output).not.toContain('glpat-OTHER');
  });
});
