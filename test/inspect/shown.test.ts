import { appDocument } from '../../bench/document';
import { inspect, mermaid, svg, table } from '../../src/inspect';
import { readProject } from '../../src/project';
import { call, inspected, ORDERS, projectFolder } from './project';

const OPEN = call('operations = { health = { authorization = "NONE" } }');

async function big() {
  const workspace = projectFolder(call('integration_pattern = "isolated"\n auth = "NONE"'));
  workspace.write('openapi.json', JSON.stringify(appDocument(300)));
  return inspect(readProject(workspace.path));
}

describe('the table of an API', () => {
  test('names each operation with who may call it and what answers, and marks what is open', async () => {
    const lines = table(await inspected(OPEN), { color: false });
    expect(lines).toContain('  GET     /health             health           PUBLIC   my-api');
    expect(lines).toContain('  GET     /orders/{order_id}  get_order        IAM      my-api');
    expect(lines).toContain('  ANY     /{proxy+}           everything else  IAM      my-api');
    expect(lines).toContain('  PUBLIC: anyone may call health');
    expect(lines.some((line) => /^ {2}resources +3 +300 +1 %/.test(line))).toBe(true);
  });

  test('names what calls the app beside the API below the operations, and where the app gets it', async () => {
    const text = call('queues = { mails = {} }\n buckets = { uploads = {} }\n events_path = "/work"');
    const lines = table(await inspected(text), { color: false });
    const at = lines.indexOf('  events: queue mails, bucket uploads');
    expect(at).toBeGreaterThan(0);
    expect(lines[at + 1]).toBe('    POST /work, closed to callers, by my-api_events');
  });

  test('says who may go around the API, by a function URL', async () => {
    const url = (more: string) =>
      `module "url" {\n source = "./modules/function-url"\n function_arn = module.my_api.functions["$router"].alias_arn\n ${more}\n}\n`;
    const lines = async (more: string) =>
      table(await inspected(`${call('')}\n${url(more)}`), { color: false, width: 200 });
    expect(await lines('')).toContain(
      '  function URL: module.url in infra/main.tf: IAM may call every operation of the function',
    );
    expect(await lines('distribution_enabled = true')).toContain(
      '  function URL: module.url in infra/main.tf: PUBLIC: anyone may call every operation of the function, by CloudFront',
    );
  });

  test('says what Terraform decides in its own words', async () => {
    const lines = table(await inspected(call('auth = var.auth')), { color: false });
    expect(lines.filter((line) => line.includes('? var.auth'))).toHaveLength(5);
    expect(lines).toContain('  ?: who may call 4 operations is decided in Terraform');
  });

  test.each([60, 80, 100, 140])(
    'has room in %d columns, with long names and many operations',
    async (width) => {
      const long = 'x'.repeat(90);
      const operations = { ...ORDERS, [`GET /${long}/{${long}}`]: { operationId: long } };
      const events = `queues = { ${long} = {} }\n schedules = { a = {}, b = {} }`;
      const text = call(`name = "${long}"\n ${events}`);
      for (const inspection of [await big(), await inspected(text, operations)]) {
        const lines = table(inspection, { color: false, width }).filter((line) => line.startsWith('  '));
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
      }
    },
  );

  test('has colours only where they are asked for', async () => {
    const inspection = await inspected(OPEN);
    expect(table(inspection, { color: false }).join('')).not.toContain('\u001b');
    expect(table(inspection, { color: true }).join('\n')).toContain(
      '\u001b[31m  PUBLIC: anyone may call health',
    );
  });
});

const VERBS = {
  'GET /health': { operationId: 'health', tags: ['status'] },
  'POST /jobs/{job}:start': { operationId: 'start_job', tags: ['jobs'] },
  'POST /jobs/{job}:stop': { operationId: 'stop_job', tags: ['jobs'] },
  'TRACE /a': { operationId: 'trace_a' },
  'TRACE /b': { operationId: 'trace_b' },
};
const ISOLATED = call('integration_pattern = "isolated"');

describe('operations without a route', () => {
  test('have their reasons below the table, one line for each, and whole in every width', async () => {
    const inspection = await inspected(ISOLATED, VERBS);
    const lines = table(inspection, { color: false, width: Number.POSITIVE_INFINITY });
    const start = lines.indexOf('  4 without a route');
    expect(lines.slice(start + 1, start + 5)).toEqual([
      expect.stringMatching(/^ {4}POST \/jobs\/\{job\}:start \(start_job\): API Gateway can hold /),
      expect.stringMatching(/^ {4}POST \/jobs\/\{job\}:stop \(stop_job\): API Gateway can hold /),
      '    TRACE /a (trace_a), TRACE /b (trace_b): API Gateway has no method TRACE',
      '',
    ]);
    const narrow = table(inspection, { color: false, width: 60 }).join(' ').replaceAll(/ +/g, ' ');
    for (const line of lines.slice(start + 1, start + 4)) expect(narrow).toContain(line.trim());
  });

  test('are a part of the picture that nothing leads to', async () => {
    const inspection = await inspected(ISOLATED, VERBS);
    const image = svg(inspection).text;
    expect(image).toContain('>4 without a route<');
    expect(image.match(/class="unreached"/g)).toHaveLength(1);
    expect(image).toContain('>/jobs/{job}:stop<');
    const text = mermaid(inspection).text;
    expect(text).toContain('subgraph a0_t1["4 without a route (no request gets to these)"]');
    expect(text).not.toContain('--> a0_t1');
    expect(svg(await inspected(ISOLATED)).text).not.toContain('without a route');
  });
});

describe('long texts', () => {
  const path = `/${Array.from({ length: 12 }, (_, i) => `section-${i}`).join('/')}/{item}`;

  test('are whole where there is no terminal, and in pictures', async () => {
    const inspection = await inspected(ISOLATED, { [`GET ${path}`]: { operationId: 'o'.repeat(90) } });
    const lines = table(inspection, { color: false, width: Number.POSITIVE_INFINITY }).join('\n');
    expect(lines).toContain(`  GET     ${path}  ${'o'.repeat(90)}  IAM `);
    expect(lines).not.toContain('…/');
    expect(svg(inspection).text).toContain(`>${path}<`);
    expect(mermaid(inspection).text).toContain(`GET ${path}"`);
  });

  test.each(['W', 'm', 'Q', 'i', '漢', '🙂'])(
    'as the name of a group stay in their box: %s',
    async (letter) => {
      const operations = { 'GET /a': { operationId: 'a', tags: [letter.repeat(200)] } };
      const image = svg(await inspected(ISOLATED, operations)).text;
      const [, width] = /class="card" x="[\d.]+" y="[\d.]+" width="([\d.]+)"/.exec(image) ?? [];
      const [, shown = ''] = new RegExp(`>((?:${letter})+)…<`, 'u').exec(image) ?? [];
      // The advance widths of bold letters of DejaVu Sans, the widest font in use, at 13 pixels
      const advance = { W: 14.4, m: 13.6, Q: 11.1, i: 4.5 }[letter] ?? 13;
      expect([...shown].length).toBeGreaterThan(15);
      expect([...shown].length * advance + 13).toBeLessThanOrEqual(Number(width) - 20);
    },
  );
});

const HOSTILE = '<script>"&amp;{}[]|`#;%%end';

async function hostile() {
  const operations = { 'GET /a': { operationId: 'a', tags: [HOSTILE] } };
  return inspected(call('name = "<b>&\\"#"'), operations);
}

describe('the SVG of an API', () => {
  test('has room for the name of an API, for how callers are known, and for a group', async () => {
    const root = call(`name = "an-api-with-the-longest-name-that-it-can"
      authorizers = { partners_by_contract = { type = "TOKEN", lambda_arn = "arn:aws:lambda:us-east-1:123456789012:function:f" } }
      operations = { list_orders = { authorization = "partners_by_contract" } }
      routes = "operations"`);
    const group = 'Administration of warehouses and suppliers';
    const operations = {
      'GET /orders': { operationId: 'list_orders', tags: [group] },
      'OPTIONS /orders': { operationId: 'order_options', tags: [group] },
    };
    const inspection = await inspected(root, operations);
    const image = svg(inspection).text;
    for (const text of [
      'an-api-with-the-longest-name-that-it-can',
      'partners_by_contract (Lambda authorizer, token)',
      group,
      '1 without a route',
    ])
      expect(image).toContain(`>${text}<`);
    expect(inspection.apis[0]?.operations[1]?.runsOn).toEqual({
      type: 'nothing',
      name: 'API Gateway answers OPTIONS itself while cors_allow_origins is not empty',
    });
    const off = await inspected(root.replace('name =', 'cors_allow_origins = []\n name ='), operations);
    expect(off.apis[0]?.operations[1]?.runsOn).toMatchObject({ type: 'function' });
  });

  test('names callers, the API, ways in, functions and operations, and marks what is open', async () => {
    const image = svg(await inspected(OPEN)).text;
    for (const text of [
      '>Callers<',
      'REST API, stage prod',
      'open to anyone',
      'Lambda function my-api',
      '/orders/{order_id}',
    ])
      expect(image).toContain(text);
    expect(image.match(/>PUBLIC</g)).toHaveLength(1);
  });

  test('counts the operations of 300 by group, in an image of moderate size', async () => {
    const image = svg(await big()).text;
    expect(image).toContain('>300 Lambda functions<');
    expect(image.match(/>GET 2, POST 1, PUT 1, DELETE 1</g)).toHaveLength(60);
    const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(image) ?? [];
    expect(Number(width)).toBeLessThan(2000);
    expect(Number(height)).toBeLessThan(2000);
    expect(image.length).toBeLessThan(60_000);
  });

  test('holds no text that can end an element', async () => {
    const image = svg(await hostile()).text;
    expect(image).not.toContain('<script>');
    expect(image).toContain('&lt;script&gt;');
    expect(image).toContain('&lt;b&gt;&amp;&quot;#');
  });
});

describe('the Mermaid diagram of an API', () => {
  test('leads from callers through the API and the ways in to what answers', async () => {
    const text = mermaid(await inspected(OPEN)).text;
    for (const line of [
      '  client --> a0',
      '  a0_g1{{"open to anyone<br/>1 operation"}}:::open',
      '  a0_g0 --> a0_t0',
      '  a0_g1 --> a0_t0',
      '    a0_t0_0["<b>status</b><br/>GET /health <b>PUBLIC</b>"]:::group',
    ])
      expect(text.split('\n')).toContain(line);
  });

  test('stays below the 50,000 characters that Mermaid draws, with 300 operations', async () => {
    expect(mermaid(await big()).text.length).toBeLessThan(50_000);
  });

  test('holds no text that can end a label', async () => {
    const text = mermaid(await hostile()).text;
    expect(text).not.toContain('<script>');
    expect(text).toContain('#60;script#62;#34;#38;amp#59;{}[]|#96;#35;#59;#37;#37;end');
  });
});
