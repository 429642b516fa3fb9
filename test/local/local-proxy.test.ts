import { createServer as createTcp } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../../src/errors';
import { customDomainAddress, customDomainOf } from '../../src/local/host';
import { startLocalProxy } from '../../src/local/local-proxy';
import { cognitoPath, stagePath } from '../../src/local/local-proxy-path';
import { send } from '../support/raw-http';
import {
  cleanups,
  exchange,
  headerLines,
  httpServer,
  line,
  listening,
  proxyTo,
  rawServer,
  recorder,
  target,
} from './behind-local-proxy';

describe('the path within the stage', () => {
  test.each([
    ['/', '/'],
    ['/items', '/items'],
    ['/items?a=1', '/items?a=1'],
    ['/prod', '/'],
    ['/prod/', '/'],
    ['/prod/items', '/items'],
    ['/prod?a=1', '/?a=1'],
    ['/prod/prod/items', '/prod/items'],
    ['/production', '/production'],
    ['/items/prod/', '/items/prod/'],
    ['/?next=/prod/', '/?next=/prod/'],
    ['//items', '//items'],
    ['/a/../b/./c', '/a/../b/./c'],
    ['/a%2Fb%20c?d=%2f+e', '/a%2Fb%20c?d=%2f+e'],
    ['/\xe4', '/\xe4'],
    ['http://localhost:8400/prod/items?a', '/items?a'],
    ['http://localhost:8400', '/'],
  ])('of %s is %s', (requested, within) => {
    expect(stagePath(requested, { apiId: 'x', stage: 'prod' })).toBe(`/_aws/execute-api/x/prod${within}`);
  });

  test('of a request without a path is undefined', () => {
    expect(stagePath('*', { apiId: 'x', stage: 'prod' })).toBeUndefined();
  });
});

describe('a custom domain', () => {
  test.each([
    ['api.example.com.localhost:8400', 'api.example.com'],
    ['API.Example.com.localhost', 'api.example.com'],
    ['api.localhost', undefined],
    ['localhost', undefined],
    ['api.example.com', undefined],
    ['api.example.com.localhost.evil.example', undefined],
    ['-.example.localhost', undefined],
    ['a/b.example.localhost', undefined],
  ])('of the host %s is %s', (host, domain) => {
    expect(customDomainOf([host])).toBe(domain);
  });

  test('is asked of the local AWS, whatever API the local proxy serves', async () => {
    const { port, requests } = await recorder();
    const proxy = await startLocalProxy({ port: 0, target: target(port) });
    cleanups.push(() => proxy.stop());
    const headers = ['Host', `api.example.com.localhost:${proxy.port}`];
    expect((await send(proxy.url, { path: '/orders/items?a=%2F', headers })).status).toBe(200);
    expect(line(requests[0])).toBe('GET /_aws/domains/api.example.com/orders/items?a=%2F HTTP/1.1');
    expect(customDomainAddress('api.example.com/orders', proxy.port)).toBe(
      `http://api.example.com.localhost:${proxy.port}/orders/`,
    );
    expect((await send(proxy.url, { headers: ['Host', 'api.example.com'] })).status).toBe(421);
  });
});

describe('the path of the sign-in', () => {
  test.each([
    '/_terragate/cognito',
    '/_terragate/cognito/?redirect_uri=http://localhost/..',
    '/_terragate/cognito/us-east-1_a/oauth2/authorize?state=%2F',
    '/_terragate/cognito/us-east-1_a/.well-known/jwks.json',
  ])('%s leads to the local AWS as it is', (requested) => {
    expect(cognitoPath(requested)).toBe(requested);
    expect(cognitoPath(`http://localhost:8400${requested}`)).toBe(requested);
  });

  test.each([
    '/_terragate/tokens',
    '/_terragate/cognitos/',
    '/_terragate/cognito/../tokens',
    '/_terragate/cognito/%2e%2e/tokens',
    '/_terragate/cognito/..\\tokens',
    '/prod/_terragate/cognito/',
    '/',
  ])('is not %s, which is one of the API', (requested) => {
    expect(cognitoPath(requested)).toBeUndefined();
  });
});

describe('a local proxy without an API', () => {
  test('says what to do, and serves an API once there is one', async () => {
    const { port, requests } = await recorder();
    const proxy = await startLocalProxy({ port: 0, target: undefined });
    cleanups.push(() => proxy.stop());
    const before = await send(proxy.url, { method: 'POST', body: 'x'.repeat(100_000) });
    expect([before.status, before.text]).toEqual([503, expect.stringContaining('`terragate up`')]);
    proxy.setTarget({ ...target(port), stage: 'dev' });
    expect((await send(proxy.url, { path: '/dev/items' })).status).toBe(200);
    expect(line(requests[0])).toBe('GET /_aws/execute-api/a1b2/dev/items HTTP/1.1');
    proxy.setTarget(undefined);
    expect((await send(proxy.url)).status).toBe(503);
  });

  test('has the sign-in of user pools beside the API, where there is a local AWS', async () => {
    const { port, requests } = await recorder();
    const path = '/_terragate/cognito/us-east-1_a/login?state=1';
    for (const secret of [{ secret: 'secret' }, {}]) {
      const proxy = await startLocalProxy({ port: 0, target: { ...target(port), ...secret } });
      cleanups.push(() => proxy.stop());
      await send(proxy.url, { path });
    }
    expect(requests.map(line)).toEqual([
      `GET ${path} HTTP/1.1`,
      `GET /_aws/execute-api/a1b2/prod${path} HTTP/1.1`,
    ]);
    expect(headerLines(requests[0])).toContain('x-terragate-secret: secret');
  });

  test('says what to do when the local AWS does not answer', async () => {
    const gone = createTcp();
    const port = await listening(gone);
    await new Promise((done) => gone.close(done));
    const answer = await send((await proxyTo(port)).url, { method: 'POST', body: 'x'.repeat(100_000) });
    expect(answer.status).toBe(502);
    expect(answer.text).toBe(
      `The local AWS at http://127.0.0.1:${port} does not answer (ECONNREFUSED): run \`terragate up\`.\n`,
    );
  });

  test('refuses a request without a path', async () => {
    const { port } = await recorder();
    expect((await send((await proxyTo(port)).url, { method: 'OPTIONS', path: '*' })).status).toBe(400);
  });
});

describe('the port of a local proxy', () => {
  test('is answered by name, by 127.0.0.1 and, where there is one, by ::1', async () => {
    const { port } = await recorder();
    const proxy = await proxyTo(port);
    expect(proxy.url).toBe(`http://localhost:${proxy.port}/`);
    expect((await fetch(proxy.url)).status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${proxy.port}/`)).status).toBe(200);
    const probe = createTcp();
    const failed = await new Promise<boolean>((done) => {
      probe.once('error', () => done(true));
      probe.listen(0, '::1', () => done(false));
    });
    probe.close();
    if (!failed) expect((await fetch(`http://[::1]:${proxy.port}/`)).status).toBe(200);
  });

  test('is the next free one when it is taken, or an error when it must be that one', async () => {
    const taken = createTcp();
    cleanups.push(() => new Promise((done) => taken.close(done)));
    const port = await listening(taken);
    const proxy = await startLocalProxy({ port, target: undefined });
    cleanups.push(() => proxy.stop());
    expect(proxy.port).toBeGreaterThan(port);
    expect(proxy.port).toBeLessThanOrEqual(port + 50);
    const refused = startLocalProxy({ port, strictPort: true, target: undefined });
    await expect(refused).rejects.toThrow(UserError);
    await expect(refused).rejects.toThrow(`port ${port} is taken by another program\n  got:     ${port}`);
  });

  test('is free again after stop, which ends what is under way and may be called twice', async () => {
    const port = await rawServer(() => undefined);
    const proxy = await startLocalProxy({ port: 0, target: target(port) });
    const pending = fetch(proxy.url);
    pending.catch(() => undefined);
    await sleep(50);
    await Promise.all([proxy.stop(), proxy.stop()]);
    await expect(pending).rejects.toThrow();
    const again = await startLocalProxy({ port: proxy.port, strictPort: true, target: undefined });
    await again.stop();
  });
});

describe('the local proxy lets in', () => {
  test.each(['localhost', 'LOCALHOST:1', '127.0.0.1', '127.0.0.1:8400', '[::1]', '[::1]:65535'])(
    'a caller who names %s',
    async (host) => {
      const { port, requests } = await recorder();
      const answer = await send((await proxyTo(port)).url, { headers: ['Host', host] });
      expect([answer.status, requests.length]).toEqual([200, 1]);
    },
  );

  test.each([
    'example.com',
    'example.com:8400',
    'localhost.example.com',
    'example.localhost',
    'example.com.localhost.',
    'xlocalhost',
    '127.0.0.1.example.com',
    '127.0.0.2',
    '192.0.2.1',
    '0.0.0.0',
    '[::2]',
    '::1',
    'localhost:',
    'localhost:80:80',
    'localhost@example.com',
    '',
  ])('nobody who names "%s"', async (host) => {
    const { port, requests } = await recorder();
    const proxy = await proxyTo(port);
    for (const method of ['GET', 'POST', 'OPTIONS']) {
      const answer = await send(proxy.url, { method, headers: ['Host', host, 'Origin', `http://${host}`] });
      expect([answer.status, answer.text]).toEqual([421, expect.stringContaining('localhost')]);
      expect(answer.values('access-control-allow-origin')).toEqual([]);
    }
    expect(requests).toEqual([]);
  });

  test('nobody who names two hosts', async () => {
    const { port, requests } = await recorder();
    const two = 'GET / HTTP/1.1\r\nHost: localhost\r\nHost: example.com\r\nConnection: close\r\n\r\n';
    expect(line(await exchange((await proxyTo(port)).port, two))).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(requests).toEqual([]);
  });
});

describe("the local AWS's secret", () => {
  const behind = async (secret?: string) => {
    const { port, requests } = await recorder();
    const proxy = await startLocalProxy({
      port: 0,
      target: { ...target(port), ...(secret ? { secret } : {}) },
    });
    cleanups.push(() => proxy.stop());
    const answer = await send(proxy.url, { headers: ['X-Terragate-Secret', 'guess', 'X-Kept', '1'] });
    return { answer, headers: headerLines(requests[0]) };
  };

  test("goes with each request, in place of a caller's own, and not with the answer", async () => {
    const { answer, headers } = await behind('s3cret');
    expect(headers).toEqual(expect.arrayContaining(['X-Kept: 1', 'x-terragate-secret: s3cret']));
    expect(headers.filter((text) => /terragate/i.test(text))).toHaveLength(1);
    expect(`${answer.rawHeaders}${answer.text}`).not.toMatch(/s3cret|guess/);
  });

  test('is asked for by no other endpoint, and goes to none', async () => {
    expect((await behind()).headers.filter((text) => /terragate/i.test(text))).toEqual([]);
  });
});

describe('a local AWS that', () => {
  const waiting = async (port: number) => {
    const proxy = await startLocalProxy({
      port: 0,
      target: { ...target(port), secret: 's' },
      healthCheckSeconds: 0.2,
    });
    cleanups.push(() => proxy.stop());
    return proxy;
  };

  test('answers nothing at all keeps nobody waiting', async () => {
    const proxy = await waiting(await rawServer(() => undefined));
    const answers = await Promise.all([
      send(proxy.url),
      send(proxy.url, { method: 'POST', body: 'x'.repeat(100_000) }),
    ]);
    for (const { status, text } of answers) {
      expect([status, text]).toEqual([504, expect.stringMatching(/has answered nothing .*`terragate down`/)]);
    }
  });

  test('stops in the middle of an answer ends it there', async () => {
    const half = 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf';
    let first = true;
    const proxy = await waiting(
      await rawServer((socket) => {
        if (first) socket.once('data', () => socket.write(half));
        first = false;
      }),
    );
    await expect(send(proxy.url)).rejects.toThrow(/aborted|hang up|reset/);
  });

  test('answers other requests may take as long as it likes for one', async () => {
    let refused = 0;
    const port = await httpServer((req, res) => {
      if (req.headers['x-terragate-secret']) {
        // Until it was looked after more often than a dead one would have been
        const timer = setInterval(() => {
          if (refused < 6) return;
          clearInterval(timer);
          res.end('late');
        }, 10);
      } else {
        refused += 1;
        res.writeHead(403).end();
      }
    });
    const answer = await send((await waiting(port)).url);
    expect([answer.status, answer.text]).toEqual([200, 'late']);
  });
});
