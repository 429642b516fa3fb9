import { once } from 'node:events';
import { type IncomingMessage, maxHeaderSize, request } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { send } from '../support/raw-http';
import { exchange, headerLines, httpServer, line, proxyTo, rawServer, recorder } from './behind-local-proxy';

describe('a request', () => {
  test('arrives with its path, its headers in their order and with their duplicates, and its Host', async () => {
    const { port, requests } = await recorder();
    const proxy = await proxyTo(port);
    const head = [
      'GET /a%2Fb/../~;,//?x=%20&x=1&+ HTTP/1.1',
      'X-One: 1',
      'hOsT: LocalHost:3000',
      'x-many: a',
      'Cookie: a=1',
      'X-Many: \xe4',
      'cookie: b=2',
      'Connection: close, X-Hop',
      'X-Hop: dropped',
      'Keep-Alive: timeout=1',
      'TE: trailers',
      'Accept-Encoding:gzip',
    ];
    expect(await exchange(proxy.port, `${head.join('\r\n')}\r\n\r\n`)).toMatch(/^HTTP\/1.1 200 OK\r\n/);
    expect(line(requests[0])).toBe('GET /_aws/execute-api/a1b2/prod/a%2Fb/../~;,//?x=%20&x=1&+ HTTP/1.1');
    expect(headerLines(requests[0])).toEqual([
      'X-One: 1',
      'hOsT: LocalHost:3000',
      'x-many: a',
      'Cookie: a=1',
      'X-Many: \xe4',
      'cookie: b=2',
      'Accept-Encoding: gzip',
      'Connection: keep-alive',
    ]);
  });

  test('has its body passed with the length that it came with, or in chunks as it came', async () => {
    const { port, requests } = await recorder();
    const proxy = await proxyTo(port);
    await send(proxy.url, { method: 'POST', body: 'four' });
    await send(proxy.url, { method: 'GET', body: 'five!', headers: ['Transfer-Encoding', 'chunked'] });
    await exchange(proxy.port, 'POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    await exchange(proxy.port, 'DELETE / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    expect(requests.map((text) => text.slice(text.indexOf('\r\n\r\n') + 4))).toEqual([
      'four',
      '5\r\nfive!\r\n0\r\n\r\n',
      '',
      '',
    ]);
    expect(headerLines(requests[0])).toContain('Content-Length: 4');
    expect(headerLines(requests[1]).filter((text) => /^(content-length|transfer-enc)/i.test(text))).toEqual([
      'Transfer-Encoding: chunked',
    ]);
    expect(headerLines(requests[2]).filter((text) => /^(content-length|transfer-enc)/i.test(text))).toEqual([
      'Content-Length: 0',
    ]);
    expect(headerLines(requests[3]).filter((text) => /^(content-length|transfer-enc)/i.test(text))).toEqual(
      [],
    );
  });

  test('has its body passed while it comes', async () => {
    let got = '';
    const port = await httpServer((req, res) => {
      req.on('data', (chunk: Buffer) => {
        got += chunk.toString();
        if (got === 'first') res.writeHead(200).flushHeaders();
      });
      req.on('end', () => res.end(got));
    });
    const proxy = await proxyTo(port);
    const upload = request(proxy.url, { method: 'PUT', agent: false });
    upload.write('first');
    // The answer begins before the body has ended
    const [answer] = (await once(upload, 'response')) as [IncomingMessage];
    upload.end(' second');
    expect((await answer.setEncoding('utf8').toArray()).join('')).toBe('first second');
  });

  test('has its head passed before there is a body', async () => {
    const arrived = new Promise<string>((done) => {
      void rawServer((socket, received) => socket.once('data', () => done(line(received())))).then(
        async (port) => {
          const upload = request((await proxyTo(port)).url, { method: 'POST', agent: false });
          upload.on('error', () => undefined);
          upload.flushHeaders();
        },
      );
    });
    expect(await arrived).toBe('POST /_aws/execute-api/a1b2/prod/ HTTP/1.1');
  });

  test('waits for a server that does not read, and does not gather its body in memory', async () => {
    let reader: Socket | undefined;
    const port = await rawServer((socket) => {
      socket.pause();
      reader = socket;
    });
    const proxy = await proxyTo(port);
    const upload = request(proxy.url, { method: 'POST', agent: false });
    upload.on('error', () => undefined);
    const piece = Buffer.alloc(1 << 20);
    let sent = 0;
    // Until a megabyte finds no room for a second: far more than the buffers of two connections would be wrong
    while (sent < 256) {
      sent++;
      if (upload.write(piece)) continue;
      const drained = await Promise.race([once(upload, 'drain').then(() => true), sleep(1000, false)]);
      if (!drained) break;
    }
    expect(sent).toBeLessThan(64);
    expect(reader).toBeDefined();
    upload.destroy();
  });

  test('that expects 100 is continued by the server behind, not before', async () => {
    const steps: string[] = [];
    const port = await rawServer((socket, received) => {
      socket.once('data', () => {
        steps.push(/^expect: 100-continue\r$/im.test(received()) ? 'head with Expect' : 'head');
        socket.write('HTTP/1.1 100 Continue\r\n\r\n');
        socket.once('data', () => {
          steps.push('body');
          socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
        });
      });
    });
    const proxy = await proxyTo(port);
    const upload = request(proxy.url, {
      method: 'POST',
      agent: false,
      headers: { expect: '100-continue', 'content-length': 4 },
    });
    upload.flushHeaders();
    await once(upload, 'continue');
    steps.push('continue');
    upload.end('four');
    const [answer] = (await once(upload, 'response')) as [IncomingMessage];
    expect([answer.statusCode, steps]).toEqual([200, ['head with Expect', 'continue', 'body']]);
  });

  test('that expects 100 and is refused never sends its body', async () => {
    const received: string[] = [];
    const port = await rawServer((socket, text) => {
      socket.once('data', () => socket.write('HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n'));
      socket.on('close', () => received.push(text()));
    });
    const proxy = await proxyTo(port);
    const upload = request(proxy.url, {
      method: 'POST',
      agent: false,
      headers: { expect: '100-continue', 'content-length': 4 },
    });
    upload.on('continue', () => upload.end('four'));
    upload.flushHeaders();
    const [answer] = (await once(upload, 'response')) as [IncomingMessage];
    expect(answer.statusCode).toBe(413);
    upload.destroy();
    await proxy.stop();
    while (!received.length) await sleep(5);
    expect(received.join().endsWith('\r\n\r\n')).toBe(true);
  });

  test('that its client gives up is given up behind too', async () => {
    const aborted = new Promise<string>((done) => {
      let giveUp = () => {};
      void rawServer((socket) => {
        socket.once('data', () => giveUp());
        socket.once('close', () => done('closed'));
      }).then(async (port) => {
        const proxy = await proxyTo(port);
        const given = request(proxy.url, { agent: false });
        giveUp = () => given.destroy();
        given.on('error', () => undefined);
        given.end();
      });
    });
    expect(await aborted).toBe('closed');
  });

  test('for WebSocket is answered in plain words; an offer of HTTP/2 is passed over', async () => {
    const { port, requests } = await recorder();
    const proxy = await proxyTo(port);
    const upgrade = (protocol: string) =>
      send(proxy.url, {
        headers: ['Connection', 'Upgrade, HTTP2-Settings', 'Upgrade', protocol, 'HTTP2-Settings', 'x'],
      });
    const refused = await upgrade('websocket');
    expect([refused.status, refused.text]).toEqual([501, expect.stringContaining('no WebSocket')]);
    expect(requests).toEqual([]);
    expect((await upgrade('h2c')).status).toBe(200);
    expect(headerLines(requests[0]).some((text) => /upgrade|http2/i.test(text))).toBe(false);
  });

  test('that is not HTTP is refused in words', async () => {
    const { port } = await recorder();
    const proxy = await proxyTo(port);
    const raw = await exchange(proxy.port, 'GET /k\xc3\xa4se HTTP/1.1\r\nHost: localhost\r\n\r\n');
    expect([line(raw), raw]).toEqual(['HTTP/1.1 400 Bad Request', expect.stringContaining('%C3%A4')]);
    const large = await send(proxy.url, { headers: ['X-Large', 'a'.repeat(20_000)] });
    const limit = maxHeaderSize.toLocaleString('en');
    expect([large.status, large.text]).toEqual([431, expect.stringContaining(`larger than ${limit} bytes`)]);
  });

  test('one after the other uses one connection', async () => {
    let connections = 0;
    const port = await rawServer((socket) => {
      connections++;
      socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'));
    });
    const proxy = await proxyTo(port);
    for (let i = 0; i < 3; i++) expect((await send(proxy.url)).text).toBe('ok');
    expect(connections).toBe(1);
  });
});

describe('an answer', () => {
  const answered = async (text: string, method = 'GET') => {
    const port = await rawServer((socket) => socket.on('data', () => socket.end(text, 'latin1')));
    const proxy = await proxyTo(port);
    return exchange(proxy.port, `${method} / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
  };

  test('arrives with its status, its words, and its headers in their order and with their duplicates', async () => {
    const text = await answered(
      'HTTP/1.1 299 Fine With Me\r\nset-cookie: a=1\r\nX-A: \xe4\r\nSet-Cookie: b=2\r\nserver: s\r\n' +
        'Keep-Alive: timeout=9\r\nX-Hop: 1\r\nConnection: X-Hop\r\nContent-Length: 2\r\n\r\nok',
    );
    expect(line(text)).toBe('HTTP/1.1 299 Fine With Me');
    expect(headerLines(text)).toEqual([
      'set-cookie: a=1',
      'X-A: \xe4',
      'Set-Cookie: b=2',
      'server: s',
      'Content-Length: 2',
      'Connection: close',
    ]);
  });

  test.each([
    ['HEAD', 'HTTP/1.1 200 OK\r\nContent-Length: 512\r\n\r\n', ['Content-Length: 512', 'Connection: close']],
    ['GET', 'HTTP/1.1 204 No Content\r\nX-A: 1\r\n\r\n', ['X-A: 1', 'Connection: close']],
    ['GET', 'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n', ['ETag: "1"', 'Connection: close']],
  ])('to %s that has no body (%j) stays without one', async (method, from, headers) => {
    const text = await answered(from, method);
    expect(headerLines(text)).toEqual(headers);
    expect(text.endsWith('\r\n\r\n')).toBe(true);
    expect(text.split('\r\n\r\n')).toHaveLength(2);
  });

  test('of a length that is not known is passed while it comes', async () => {
    let more: (() => void) | undefined;
    const port = await httpServer((_, res) => {
      res.write('first');
      more = () => res.end(' second');
    });
    const proxy = await proxyTo(port);
    const answer = await fetch(proxy.url);
    const reader = (answer.body ?? new ReadableStream()).getReader();
    expect(Buffer.from((await reader.read()).value ?? []).toString()).toBe('first');
    more?.();
    expect(Buffer.from((await reader.read()).value ?? []).toString()).toBe(' second');
    expect((await reader.read()).done).toBe(true);
  });

  test('that breaks off breaks off for the client', async () => {
    const port = await rawServer((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf')),
    );
    const proxy = await proxyTo(port);
    await expect(send(proxy.url)).rejects.toThrow(/aborted|ECONNRESET/);
  });

  test('that comes before the body is sent is seen, and the next request served', async () => {
    const port = await rawServer((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig')),
    );
    const proxy = await proxyTo(port);
    const first = await send(proxy.url, { method: 'POST', body: Buffer.alloc(200_000) });
    expect([first.status, first.text]).toEqual([413, 'big']);
    expect((await send(proxy.url, { method: 'POST', body: 'x' })).status).toBe(413);
  });
});
