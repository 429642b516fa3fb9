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
      for (const inspection of [await big(), await inspected(call(`name = "${long}"`), operations)]) {
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

const HOSTILE = '<script>"&amp;{}[]|`#;%%end';

async function hostile() {
  const operations = { 'GET /a': { operationId: 'a', tags: [HOSTILE] } };
  return inspected(call('name = "<b>&\\"#"'), operations);
}

describe('the SVG of an API', () => {
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
