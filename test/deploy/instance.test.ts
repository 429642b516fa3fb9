import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { running } from '../../src/deploy/background/instance';
import { StatePaths } from '../../src/deploy/background/state-paths';
import { readProject } from '../../src/project';
import { startOf } from '../../src/system';
import { Workspace } from '../support/workspace';

describe('the instance of a project', () => {
  const workspace = new Workspace('instance');

  /** What is found with a background process that answers so, and how often it was asked. */
  const found = async (pid: number, answer: RequestListener) => {
    let asked = 0;
    const server = createServer((request, response) => {
      asked += 1;
      answer(request, response);
    }).listen(0, '127.0.0.1');
    await new Promise((done) => server.once('listening', done));
    const { port } = server.address() as AddressInfo;
    workspace.write('terragate.json', '{"root": "."}');
    const noted = { id: 'aws-1', pid, since: startOf(pid), control: { port, token: 'x' } };
    workspace.write('.terragate/local/session.json', JSON.stringify(noted));
    try {
      const instance = await running(new StatePaths(readProject(workspace.path)));
      return { id: instance?.id, asked };
    } finally {
      server.close();
    }
  };

  it('is asked again where the process is there and its answer was not seen', async () => {
    let first = true;
    const { id, asked } = await found(process.pid, (request, response) => {
      if (first) request.socket.destroy();
      else response.end(JSON.stringify({ id: 'aws-1', endpoints: [] }));
      first = false;
    });
    expect([id, asked]).toEqual(['aws-1', 2]);
  });

  it('is given up after some questions, and at once where the process is gone', async () => {
    const silent: RequestListener = (request) => request.socket.destroy();
    expect(await found(process.pid, silent)).toEqual({ id: undefined, asked: 3 });
    expect(await found(2 ** 22 - 1, silent)).toEqual({ id: undefined, asked: 1 });
  });
});
