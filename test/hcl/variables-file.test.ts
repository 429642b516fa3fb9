import { VariablesFile } from '../../src/hcl';

const ARN = 'arn:aws:ssm:eu-central-1:123456789012:parameter/terragate/shop/API_TOKEN';
const withToken = (text: string) => new VariablesFile(text).with('secrets', 'API_TOKEN', ARN);

describe('a file of variables', () => {
  it.each([
    ['is begun by its first entry', '', `secrets = {\n  API_TOKEN = "${ARN}"\n}\n`],
    [
      'gets the object behind what stands there',
      '# staging\nenvironment = "staging"',
      `# staging\nenvironment = "staging"\n\nsecrets = {\n  API_TOKEN = "${ARN}"\n}\n`,
    ],
    [
      'gets an entry behind the others, with the signs below each other',
      'secrets = {\n  # of the team\n  DATABASE_URL = "a"\n  KEY          = "b",\n}\ntags = {}\n',
      `secrets = {\n  # of the team\n  DATABASE_URL = "a"\n  KEY          = "b",\n  API_TOKEN    = "${ARN}"\n}\ntags = {}\n`,
    ],
    [
      'has an entry replaced in its place, with its comment',
      'secrets = {\n  "API_TOKEN" : "old" # by hand\n  KEY = lookup({}, "x", "y")\n}\n',
      `secrets = {\n  "API_TOKEN" : "${ARN}" # by hand\n  KEY = lookup({}, "x", "y")\n}\n`,
    ],
    [
      'has an object of one line written in lines',
      'secrets = { KEY = "b", LONGER_NAME = "c" } # all of them\n',
      `secrets = {\n  KEY         = "b"\n  LONGER_NAME = "c"\n  API_TOKEN   = "${ARN}"\n} # all of them\n`,
    ],
    ['has an empty object filled', 'secrets = {}\n', `secrets = {\n  API_TOKEN = "${ARN}"\n}\n`],
    [
      'keeps the ends of its lines',
      'environment = "staging"\r\nsecrets = {\r\n  A_KEY = "b"\r\n}\r\n',
      `environment = "staging"\r\nsecrets = {\r\n  A_KEY     = "b"\r\n  API_TOKEN = "${ARN}"\r\n}\r\n`,
    ],
    [
      'is not misled by texts and comments that look like the object',
      'note = <<EOT\nsecrets = {\n  API_TOKEN = "no"\n}\nEOT\n/*\nsecrets = {}\n*/\nother = { secrets = { KEY = "}" } }\n',
      `note = <<EOT\nsecrets = {\n  API_TOKEN = "no"\n}\nEOT\n/*\nsecrets = {}\n*/\nother = { secrets = { KEY = "}" } }\n\nsecrets = {\n  API_TOKEN = "${ARN}"\n}\n`,
    ],
  ])('%s', (_, before, after) => {
    expect(withToken(before)).toBe(after);
  });

  it.each([
    ['a value that is no object', 'secrets = merge({ A_KEY = "b" }, {})\n'],
    ['a value of the entry that is no text', 'secrets = {\n  API_TOKEN = join("", ["a"])\n}\n'],
    ['a name that is an expression', 'secrets = {\n  ("API_" ) = "b"\n}\n'],
    ['a name that stands twice', 'secrets = {\n  KEY = "a"\n  KEY = "b"\n}\n'],
    ['a variable that stands twice', 'secrets = {}\nsecrets = {}\n'],
    ['a comment in an object of one line', 'secrets = { KEY = "b" /* by hand */ }\n'],
    ['a bracket that ends on the line of an entry', 'secrets = {\n  KEY = "b" }\n'],
    ['a bracket that does not end', 'secrets = {\n  KEY = "b"\n'],
    ['a template', 'secrets = {\n  KEY = "${"a"}"\n}\n'],
    ['a text that does not end', 'environment = "staging\n'],
    ['a block', 'variable "secrets" {\n  default = {}\n}\n'],
  ])('is not changed where there is %s', (_, text) => {
    expect(withToken(text)).toBeUndefined();
  });

  it('tells its entries: those that are no plain text have none', () => {
    const file = new VariablesFile(
      'region = "eu-central-1"\nsecrets = {\n  A_KEY = "b"\n  B_KEY = upper("c")\n}\n',
    );
    expect([...(file.entries('secrets') ?? [])]).toEqual([
      ['A_KEY', 'b'],
      ['B_KEY', undefined],
    ]);
    expect([...(file.entries('tags') ?? [])]).toEqual([]);
    expect(file.entries('region')).toBeUndefined();
    expect(file.textOf('region')).toBe('eu-central-1');
    expect(file.textOf('tags')).toBeUndefined();
  });

  it.each([
    [
      'secrets = {\n  # kept\n  KEY       = "a"\n  API_TOKEN = "b", # by hand\n}\n',
      'secrets = {\n  # kept\n  KEY = "a"\n}\n',
    ],
    ['secrets = { API_TOKEN = "b", KEY = "a" }\n', 'secrets = {\n  KEY = "a"\n}\n'],
    ['secrets = {\n  API_TOKEN = upper("b")\n}\n', 'secrets = {\n}\n'],
    ['environment = "staging"\n', 'environment = "staging"\n'],
    ['secrets = {\n  KEY = "a", API_TOKEN = "b"\n}\n', undefined],
  ])('loses an entry with its line, and nothing else: %j', (before, after) => {
    expect(new VariablesFile(before).without('secrets', 'API_TOKEN')).toBe(after);
  });
});

describe('a variable that is a text', () => {
  const withText = (text: string) => new VariablesFile(text).withText('boundary', 'arn:a/b');

  it('is written behind the others, once', () => {
    expect(withText('')).toBe('boundary = "arn:a/b"\n');
    const text = withText('environment = "prod" # here\r\n') ?? '';
    expect(text).toBe('environment = "prod" # here\r\n\r\nboundary = "arn:a/b"\r\n');
    expect(withText(text)).toBe(text);
  });

  it('is left alone where it has another value, or the file cannot be read', () => {
    expect(withText('boundary = "other"\n')).toBeUndefined();
    expect(withText('boundary = var.x\n')).toBeUndefined();
    expect(withText('environment = "prod\n')).toBeUndefined();
  });
});
