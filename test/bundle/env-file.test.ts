import { readEnvFile, withoutValues } from '../../src/bundle/env-file';
import { mistake, project, removeProjects } from './support';

afterAll(removeProjects);

const file = (text: string) => `${project({ 'import.env': text })}/import.env`;

describe('a file of variables', () => {
  test('is read as Node and Docker read it: comments, quotes, export, lines of Windows', () => {
    const text =
      '# of the import\r\nexport DATABASE_URL="postgres://db/shop?a=b" # where\r\nEMPTY=\r\nKEY=\'a\nb\'\r\n';
    expect(readEnvFile(file(text))).toEqual({
      DATABASE_URL: 'postgres://db/shop?a=b',
      EMPTY: '',
      KEY: 'a\nb',
    });
  });

  test.each([
    [
      'a line without a name',
      'A=1\nsecret word\nB=2\n',
      /import\.env:2: the line is not of the form NAME=VALUE/,
    ],
    ['a name that no variable has', '1-hidden=1\n', /import\.env:1: the line is not/],
    [
      'no variable',
      '# nothing\n',
      /import\.env: the file holds no variable\n {2}fix: +write a line NAME=VALUE/,
    ],
  ])('is refused for %s, without a word of its text', async (_, text, message) => {
    const path = file(text);
    const said = await mistake(() => readEnvFile(path));
    expect(said).toMatch(message);
    expect(said).not.toMatch(/secret|hidden/);
  });

  test('that is not there is named, with what to do', async () => {
    const path = `${project()}/.env`;
    expect(await mistake(() => readEnvFile(path))).toBe(
      `${path}: the file with variables for the import does not exist\n  fix:     write it with a line NAME=VALUE for each variable, or name another file`,
    );
  });
});

describe('the text of a program that was given variables', () => {
  const given = {
    DATABASE_URL: 'postgres://shop:open-sesame@db/shop',
    CERTIFICATE: 'BEGIN\nfirst line\nEND',
    DEBUG: '1',
  };

  test.each([
    ['a whole value', 'no route to postgres://shop:open-sesame@db/shop', 'no route to <DATABASE_URL>'],
    ['the password of an address', 'login with open-sesame failed', 'login with <DATABASE_URL> failed'],
    ['a value that was put on one line', 'bad: BEGIN first line END', 'bad: <CERTIFICATE>'],
    ['a line of a value', 'bad: first line', 'bad: <CERTIFICATE>'],
    [
      'the password of an address that was not given',
      'no route to mysql+aiomysql://root:letmein@db:3306, http://a:80/@x',
      'no route to mysql+aiomysql://root:<password>@db:3306, http://a:80/@x',
    ],
    ['what is too short to tell', 'line 1', 'line 1'],
    [
      'what pydantic got, which it shortens',
      "Field required [type=missing, input_value={'database_url': 'postgre...db/shop'}, input_type=dict]",
      'Field required [type=missing, input_type=dict]',
    ],
  ])('holds no value: %s', (_, text, shown) => {
    expect(withoutValues(text, given)).toBe(shown);
  });
});
