// Stands before the AWS provider, as a program of its own, and gives Terraform the schemas of the services that this
// repository uses. Those of all 1,400 types are 5 MB of protocol buffers that each command would read, for 3 of its 3.3
// seconds. Every other call goes to the provider as it is, and every schema that is given is the provider's own, byte by
// byte. A type of another service is "an invalid resource type": add its service to SERVICES.
const { spawn } = require('node:child_process');
const { mkdtempSync, readFileSync, rmSync } = require('node:fs');
const http2 = require('node:http2');
const { connect } = require('node:net');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

/** Resource types and data sources begin with one of these. */
const SERVICES = [
  'acm_certificate',
  'api_gateway_',
  'apigatewayv2_',
  'caller_identity',
  'cloudfront_distribution',
  'cloudfront_origin_access_control',
  'cloudwatch_',
  'cognito_',
  'dynamodb_table',
  'iam_',
  'kms_',
  'lambda_',
  'partition',
  'region',
  'route53_',
  's3_',
  'scheduler_schedule',
  'secretsmanager_',
  'security_group',
  'sns_',
  'sqs_',
  'ssm_',
  'subnet',
  'vpc',
  'wafv2_web_acl_association',
];
/** Types beside those, of which one alone can be half a megabyte: by their full name, with commas. */
const MORE = (process.env.TERRAGATE_MORE_SCHEMAS ?? '').split(',');
const KEPT = new RegExp(`^aws_(?:${SERVICES.join('|')})`);

/** Of GetProviderSchema.Response: maps by a type's name. https://developer.hashicorp.com/terraform/plugin/terraform-plugin-protocol */
const RESOURCES = 2;
const DATA_SOURCES = 3;
const GET_SCHEMA = /^\/tfplugin\d\.Provider\/Get(?:Provider)?Schema$/;

const OPTIONS = {
  // Defaults are meant for browsers: plans are larger than a window of 64 KB
  settings: { initialWindowSize: 4_194_304, maxConcurrentStreams: 10_000 },
  maxSessionMemory: 1_000,
};

function varint(bytes, at) {
  let value = 0;
  for (let place = 0; ; place += 7) {
    const byte = bytes[at++];
    value += (byte & 127) * 2 ** place;
    if (byte < 128) return [value, at];
  }
}

/** Leaves out the schemas of other services. @param response a GetProviderSchema.Response */
function narrowed(response) {
  const kept = [];
  for (let at = 0; at < response.length; ) {
    const start = at;
    let tag;
    let length;
    [tag, at] = varint(response, at);
    if ((tag & 7) !== 2) throw new Error(`field ${tag >> 3} of the schemas is not a message`);
    [length, at] = varint(response, at);
    const entry = response.subarray(at, at + length);
    at += length;
    const field = tag >> 3;
    if (field === RESOURCES || field === DATA_SOURCES) {
      const [size, name] = varint(entry, 1);
      const type = entry.toString('utf8', name, name + size);
      if (!KEPT.test(type) && !MORE.includes(type)) continue;
    }
    kept.push(response.subarray(start, at));
  }
  return Buffer.concat(kept);
}

/** A message as gRPC frames it. */
function framed(message) {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

/**
 * Starts a provider. It ends with this process, also when that is killed: the shell ends it when its standard input does.
 *
 * @returns where it listens, and its announcement
 */
function startProvider(program, args, folder, stderr) {
  const child = spawn(
    'sh',
    ['-c', 'trap "" INT; "$0" "$@" & cat > /dev/null; kill $!; wait', program, ...args],
    {
      // It writes a line for each step of each call, which Terraform throws away
      env: { TF_LOG_PROVIDER: 'OFF', TF_LOG_SDK: 'OFF', ...process.env, TMPDIR: folder },
      stdio: ['pipe', 'pipe', stderr],
    },
  );
  return new Promise((resolve, reject) => {
    let output = '';
    child.once('exit', () => reject(new Error(`${program} did not start:\n${output}`)));
    child.stdout.on('data', (chunk) => {
      output += chunk;
      const reattach = /TF_REATTACH_PROVIDERS='(.*)'\n/.exec(output)?.[1];
      const socket = /^1\|\d\|unix\|([^|]+)\|grpc\b.*\n/m.exec(output)?.[1];
      if (!reattach && !socket) return;
      const session = http2.connect('http://provider', {
        ...OPTIONS,
        createConnection: () => connect(socket ?? Object.values(JSON.parse(reattach))[0].Addr.String),
      });
      // Later ones end the calls that they are about, and not this process
      session.on('error', reject);
      session.once('connect', () => resolve({ child, session, reattach }));
    });
  });
}

/** The schemas of the services in use, framed, as a provider that runs gives them. */
async function schemasOf(session) {
  const stream = session.request({
    ':method': 'POST',
    ':path': '/tfplugin5.Provider/GetSchema',
    'content-type': 'application/grpc',
    te: 'trailers',
  });
  stream.end(framed(Buffer.alloc(0)));
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return framed(narrowed(Buffer.concat(chunks).subarray(5)));
}

/** The schemas of the services in use, framed. */
async function readSchemas(program) {
  const folder = mkdtempSync(join(tmpdir(), 'terragate-provider-'));
  try {
    const { child, session } = await startProvider(program, ['-debug'], folder, 'ignore');
    const schemas = await schemasOf(session);
    session.close();
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.stdin.end();
    await ended;
    return schemas;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Whether somebody waits for the answer of a call: to answer others is an error, which would end this process. */
function isOpen(stream) {
  return !stream.destroyed && !stream.closed && !stream.aborted;
}

function sendTrailers(stream, trailers) {
  if (isOpen(stream)) stream.sendTrailers(trailers);
}

/** Answers a call with one message. */
function answer(stream, message) {
  if (!isOpen(stream)) return;
  stream.resume();
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
  stream.once('wantTrailers', () => sendTrailers(stream, { 'grpc-status': '0' }));
  stream.end(message);
}

/** Passes a call on, both ways as it comes. */
function pass(stream, headers, session) {
  if (!isOpen(stream)) return;
  const call = session.request(headers);
  let trailers = {};
  call.once('trailers', (received) => {
    trailers = received;
  });
  call.once('response', (received, flags) => {
    if (!isOpen(stream)) return call.close();
    const over = (flags & http2.constants.NGHTTP2_FLAG_END_STREAM) !== 0;
    stream.respond(received, over ? { endStream: true } : { waitForTrailers: true });
    stream.once('wantTrailers', () => sendTrailers(stream, { ...trailers }));
    if (!over) call.pipe(stream);
  });
  call.on('error', () => {
    if (isOpen(stream)) stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR);
  });
  stream.on('error', () => call.close());
  stream.on('aborted', () => call.close(http2.constants.NGHTTP2_CANCEL));
  stream.pipe(call);
}

/**
 * Is a provider to Terraform: a plugin of one command, or with `-debug` one that many commands use.
 *
 * @param program the AWS provider
 * @param schemas file with what `readSchemas` gave
 */
async function serve(program, schemas, args) {
  const folder = mkdtempSync(join(tmpdir(), 'terragate-provider-'));
  const socket = join(folder, 'narrow');
  const debug = args.includes('-debug');
  let provider;
  // A command starts it three times, and the first asks for the schemas alone
  const started = () => {
    provider ??= startProvider(program, args, folder, 'inherit');
    return provider;
  };
  const end = () => {
    rmSync(folder, { recursive: true, force: true });
    process.exit(0);
  };
  const given = MORE.some(Boolean) ? await schemasOf((await started()).session) : readFileSync(schemas);
  const server = http2.createServer(OPTIONS);
  server.on('stream', async (stream, headers) => {
    // A Terraform that has ended waits for no answer
    stream.on('error', () => {});
    const path = String(headers[':path']);
    if (GET_SCHEMA.test(path)) return answer(stream, given);
    if (path === '/plugin.GRPCController/Shutdown') {
      answer(stream, framed(Buffer.alloc(0)));
      return stream.once('close', end);
    }
    // Output, and connections between plugins: of the whole life of a plugin, and never used by this one
    if (path.startsWith('/plugin.')) return stream.resume();
    try {
      pass(stream, headers, (await started()).session);
    } catch (error) {
      console.error(error.message);
      if (isOpen(stream)) stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR);
    }
  });
  server.on('sessionError', () => {});
  // A call that breaks off between two steps is that call's matter: other commands use this process at the same time
  process.on('uncaughtException', (error) => {
    if (!/^(?:ERR_HTTP2|EPIPE|ECONNRESET)/.test(error.code ?? '')) throw error;
  });
  process.once('SIGTERM', end);
  // As a provider does: Ctrl-C is for Terraform, which goes on to ask until it has written its state
  process.on('SIGINT', () => {});
  await new Promise((resolve) => server.listen(socket, resolve));
  if (!debug) return console.log(`1|5|unix|${socket}|grpc|`);
  const { reattach } = await started();
  const [[address, about]] = Object.entries(JSON.parse(reattach));
  const own = { ...about, Pid: process.pid, Addr: { Network: 'unix', String: socket } };
  console.log(`TF_REATTACH_PROVIDERS='${JSON.stringify({ [address]: own })}'`);
}

module.exports = { readSchemas };

if (require.main === module) {
  const [program, schemas, ...args] = process.argv.slice(2);
  serve(program, schemas, args).catch((error) => {
    console.error(error.message);
    process.exit(1);
  });
}
