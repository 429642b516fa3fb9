import fc from 'fast-check';

/**
 * What some language reads as more than text: ends of strings, comments, elements and labels, templates, commands, links,
 * and characters that change what is shown. `evil` stands where something would be evaluated.
 */
const PIECES = [
  ...[
    '"',
    "'",
    '`',
    '\\',
    '\\"',
    '"""',
    "'''",
    '```',
    '*/',
    '/*',
    '-->',
    '<!--',
    ']]>',
    '//',
    '#',
    '--',
    '%%',
  ],
  ...[
    '${evil.x}',
    '$${evil.x}',
    '%{ if evil }',
    '%{',
    '${',
    '$',
    '%',
    '{',
    '}',
    '}}',
    '{{',
    '$(evil)',
    ';evil;',
  ],
  ...['<script>evil</script>', '<b>', '</title>', '<img src=evil>', '&amp;', '&#10;', '&', '<', '>'],
  ...[
    '[evil](evil:x)',
    '![evil](evil:x)',
    '<evil:x>',
    '|',
    '| evil |',
    '*evil*',
    '__evil__',
    '~~evil~~',
    '# evil',
  ],
  ...['- evil', '1. evil', '===', 'https://evil.example', 'www.evil.example', '@evil', '%%{init: {}}%%'],
  ...['\n', '\r\n', '\r', '\t', '\n# evil\n', '\nEOT\n', '\n\n', ' '],
  ...['\u0000', '\u0007', '\u001b[2J', '\u001b]0;evil\u0007', '\u007f', '\u0085', '\u009b31m'],
  ...['\u2028', '\u2029', '\u202e', '\u2066', '\ufeff', '\ufffe', 'é', '日本', '👩‍👩‍👧'],
  ...['__proto__', 'constructor', 'EOT', '=cmd', "'; evil; '", '")\nevil("', "')\nevil('"],
];

/** Text with something of every language in it. It begins with the name of its place, by which a leak is found. */
export function hostile(place: string): fc.Arbitrary<string> {
  return fc
    .array(
      fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...PIECES) }, { weight: 1, arbitrary: fc.string() }),
      {
        minLength: 1,
        maxLength: 6,
      },
    )
    .map((parts) => `${place}${parts.join('')}`);
}

/** One document, as data: every text that is the app's own is hostile. */
export const document = fc
  .record({
    title: hostile('TITLE'),
    version: hostile('VERSION'),
    summary: hostile('SUMMARY'),
    description: hostile('DESCRIPTION'),
    ids: fc.tuple(hostile('ID1'), hostile('ID2'), hostile('ID3')),
    path: hostile('PATH').map((text) => text.replace(/[{}?#]/g, '')),
    tag: hostile('TAG'),
    parameter: hostile('PARAMETER'),
    schema: hostile('SCHEMA').map((text) => text.replace(/[~/%#]/g, '')),
    property: hostile('PROPERTY'),
    pattern: hostile('PATTERN').map((text) => text.replace(/[^\w ${}%"'`]/g, '')),
    value: hostile('VALUE'),
    server: hostile('SERVER'),
  })
  .map((texts) => ({ texts, document: documentOf(texts) }));

function documentOf(
  of: {
    readonly [name in
      | 'title'
      | 'version'
      | 'summary'
      | 'description'
      | 'path'
      | 'tag'
      | 'parameter'
      | 'schema'
      | 'property'
      | 'pattern'
      | 'value'
      | 'server']: string;
  } & { readonly ids: readonly [string, string, string] },
) {
  const responses = { 200: { description: of.description } };
  const message = { tags: [of.tag], summary: of.summary, description: of.description, responses };
  const body = { content: { 'application/json': { schema: { $ref: `#/components/schemas/${of.schema}` } } } };
  return {
    openapi: '3.1.0',
    info: { title: of.title, version: of.version, description: of.description },
    servers: [{ url: of.server, description: of.description }],
    tags: [{ name: of.tag, description: of.description }],
    paths: {
      '/first': { get: { ...message, operationId: of.ids[0] } },
      [`/${of.path}`]: { get: { ...message, operationId: of.ids[1] } },
      '/items/{id}': {
        post: {
          ...message,
          operationId: of.ids[2],
          parameters: [
            { name: 'id', in: 'path', required: true, schema: { type: 'string', pattern: of.pattern } },
            { name: of.parameter, in: 'query', required: true, schema: { type: 'string', enum: [of.value] } },
          ],
          requestBody: body,
        },
      },
    },
    components: {
      schemas: {
        [of.schema]: {
          type: 'object',
          title: of.title,
          description: of.description,
          required: [of.property],
          properties: {
            [of.property]: { type: 'string', enum: [of.value], default: of.value, pattern: of.pattern },
          },
        },
      },
    },
  };
}
