import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client } from '../../bench/client';
import { invocation, ofApp } from '../../bench/invocation';

let server: Server | undefined;
const client = new Client();

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

afterEach(() => {
  client.close();
  server?.closeAllConnections();
  server?.close();
});

test('requests go over one connection, and what they carry arrives', async () => {
  const seen: string[] = [];
  const url = await serve(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    seen.push(`${request.method} ${request.url} ${body}`);
    response.end('answer');
  });
  expect(await client.ask({ url })).toMatchObject({ status: 200, text: 'answer' });
  await client.ask(invocation(`${url}invocations`, 'healthz', { 'x-secret': 's' }));
  expect(seen[0]).toBe('GET / ');
  expect(seen[1]).toMatch(/^POST \/invocations \{"resource":"\/healthz"/);
  expect(client.connections).toBe(1);
});

test('an answer that breaks off is an error', async () => {
  const url = await serve((_, response) => {
    response.writeHead(200, { 'content-length': '10' });
    response.write('half');
    setTimeout(() => response.destroy(), 10);
  });
  await expect(client.ask({ url })).rejects.toThrow();
});

test('an invocation is answered by the app where its head says 200, streamed or not', () => {
  const answer = (text: string, status = 200) => ({ status, text, headers: {}, seconds: 0 });
  const whole = answer('{"statusCode":200,"body":"{}"}');
  const streamed = answer(`{"statusCode":200}${'\0'.repeat(8)}{"status":"ok"}`);
  expect(ofApp(whole, true)).toBe(whole);
  expect(ofApp(streamed, true)).toBe(streamed);
  expect(() => ofApp(answer('{"errorType":"Runtime.ExitError"}'), true)).toThrow('Runtime.ExitError');
  expect(() => ofApp(answer('no', 502), false)).toThrow('the app answers 502');
});
