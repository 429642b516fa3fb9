import { code, hcl, inQuotes, member, printExpression, raw } from '../../src/hcl';
import {
  Code,
  codeBlock,
  codeSpan,
  docComment,
  fish,
  forTerminal,
  gitlab,
  gitlabIf,
  gitlabName,
  gitlabPath,
  gitlabPattern,
  gitlabRule,
  json,
  markdown,
  mermaid,
  propertyKey,
  python,
  shell,
  typescript,
  visible,
  visibleLine,
  workflow,
  workflowName,
  xml,
  zsh,
} from '../../src/language';

describe('a text in a language', () => {
  it.each([
    ['HCL', hcl`a = ${'${x} %{y} "'}`, 'a = "$${x} %%{y} \\""'],
    ['HCL, within a string', hcl`a = "${inQuotes('${x}"')}-\${var.b}"`, 'a = "$${x}\\"-${var.b}"'],
    ['TypeScript', typescript`const a = ${"it's\u2028"};`, 'const a = "it\'s\\u2028";'],
    ['TypeScript, in the other quotes', typescript`f(${'say "hi"'})`, `f('say "hi"')`],
    ['Python', python`a = ${'"""\\\n\u001b'}`, 'a = "\\"\\"\\"\\\\\\n\\u001b"'],
    ['a shell', shell`cd ${"it's $(here)"} && ls ${'a.b'}`, `cd 'it'\\''s $(here)' && ls a.b`],
    ['zsh', zsh`echo ${"it's"}`, `echo 'it'\\''s'`],
    ['fish', fish`echo ${"it's \\"}`, `echo 'it\\'s \\\\'`],
    [
      'Markdown',
      markdown`# ${'<b> [a](b) `c` | *d*\n# e'}`,
      '# \\<b\\> \\[a\\](b) \\`c\\` \\| \\*d\\* \\# e',
    ],
    ['Markdown, where a line begins', markdown`${'- a'}\n${'1. b'}`, '\\- a\n1\\. b'],
    ['XML', xml`<t a="${'"'}">${'<b> & \u0000'}</t>`, '<t a="&quot;">&lt;b&gt; &amp; \\u0000</t>'],
    ['a workflow of GitHub, beside YAML', workflow`a: ${'b: "c"\n# d'}`, 'a: "b: \\"c\\"\\n# d"'],
    ['a workflow of GitHub', workflow`a: ${'${{ b }}'}`, 'a: "${{ \'${{\' }} b }}"'],
    ['a pipeline of GitLab', gitlab`a: ${'$HOME: "b"\n# $$c'}`, 'a: "$$HOME: \\"b\\"\\n# $$$$c"'],
    ['a condition of GitLab', gitlabRule(gitlabIf`$A == ${'b/c d'}`), '"$A == \\"b/c d\\""'],
    [
      'a pattern of GitLab',
      gitlabRule(gitlabIf`$A =~ ${gitlabPattern('a.b/*')}`),
      '"$A =~ /^a\\\\.b\\\\/.*$/"',
    ],
    ['Mermaid', mermaid`a["${'"]; %%{init'}"]`, 'a["#34;]#59; #37;#37;{init"]'],
  ])('is quoted as it asks for: %s', (_, made, expected) => expect(made.text).toBe(expected));

  it('is not code when it comes from another language: that does not compile, and throws', () => {
    const word = shell`cd ${'a b'}`;
    // @ts-expect-error code of a shell is no code of Python
    expect(() => python`${word}`.text).toThrow(TypeError);
    expect(() => `${word}`).toThrow('code of shell is in a plain text');
    expect(word).toBeInstanceOf(Code);
  });

  it('is refused where no quoting can hold it', () => {
    expect(() => shell`echo ${'a\0b'}`).toThrow(TypeError);
    for (const text of ['a"b', '$CI_TOKEN', 'a\\', 'a\nb'])
      expect(() => gitlabIf`$A == ${text}`).toThrow(TypeError);
    for (const text of ['a/$b', '$$a']) expect(() => gitlabPath(text)).toThrow(TypeError);
    for (const text of ['', 'a|b', '(a)', 'a$']) expect(() => gitlabPattern(text)).toThrow(TypeError);
  });
});

describe('an expression of HCL', () => {
  it('holds texts as strings and other expressions as they are', () => {
    const key = 'a${path.module}b';
    expect(printExpression(code`${raw('local.a')}[${key}] == ${1} && ${raw('a || b')}`)).toBe(
      'local.a["a$${path.module}b"] == 1 && (a || b)',
    );
    expect(printExpression(member(raw('local.a'), 'get'))).toBe('local.a.get');
    expect(printExpression(member(raw('local.a'), 'x"${'))).toBe('local.a["x\\"$${"]');
  });
});

describe('code in Markdown', () => {
  it('is fenced by more backquotes than it has', () => {
    expect(codeSpan('a`b').text).toBe('``a`b``');
    expect(codeSpan('`').text).toBe('`` ` ``');
    expect(codeBlock('sh', 'echo "```"\n').text).toBe('````sh\necho "```"\n````');
  });
});

describe('a comment of TypeScript', () => {
  it('ends at its own end, whatever its text', () => {
    expect(docComment('a */ b\n\u001b').text).toBe('/**\n * a *\\/ b\n * \\u001b\n */\n');
  });
});

describe('a key of TypeScript', () => {
  it('is a name or a text', () => {
    expect(['a1', 'a-b', '__proto__', "it's"].map((name) => propertyKey(name).text)).toEqual([
      'a1',
      "'a-b'",
      "['__proto__']",
      '"it\'s"',
    ]);
  });
});

describe('a text that is shown', () => {
  it('has characters that a terminal or an editor would act on by their number', () => {
    expect(visible('a\u001b[2J\u0000\u009b\u202e\u2028\ud800b\r\nc\td')).toBe(
      'a\\u001b[2J\\u0000\\u009b\\u202e\\u2028\\ud800b\nc\td',
    );
    expect(visible('größe 日本 👩‍👩‍👧')).toBe('größe 日本 👩‍👩‍👧');
    expect(visibleLine('a\r\n\tb')).toBe('a b');
  });

  it('keeps the styles of this program on a terminal with colours, and no other sequence', () => {
    const text = '\u001b[1mbold\u001b[22m \u001b[8mhidden\u001b]8;;x\u0007';
    expect(forTerminal(text, true)).toBe('\u001b[1mbold\u001b[22m \\u001b[8mhidden\\u001b]8;;x\\u0007');
    expect(forTerminal(text)).toBe('\\u001b[1mbold\\u001b[22m \\u001b[8mhidden\\u001b]8;;x\\u0007');
  });

  it('has the same value in JSON', () => {
    const value = { a: '\u202e\u007f\u2028', '\u009b': ['\ud800'] };
    expect(json(value)).toBe(visible(json(value)));
    expect(JSON.parse(json(value))).toEqual(value);
  });
});

test('a name of a workflow that is none is refused', () => {
  expect(workflowName('apply-staging').text).toBe('apply-staging');
  for (const name of ['', 'a b', '-a', 'a: b']) expect(() => workflowName(name)).toThrow(TypeError);
});

test('a name of a pipeline of GitLab that is none is refused', () => {
  for (const name of ['apply-staging', '.job']) expect(gitlabName(name).text).toBe(name);
  for (const name of ['', 'a b', '-a', 'a: b', '$a']) expect(() => gitlabName(name)).toThrow(TypeError);
});
