import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureVenv } from '../../src/bundle';
import { type ExportOptions, exportOpenApi } from '../../src/bundle/openapi';
import { abortable } from '../../src/system';
import { stateOf } from '../support/processes';
import { describeWithPython } from './real-python';
import { mistake, project, removeProjects, write } from './support';

// An app is what has openapi(): the imports are real, and need no FastAPI
const APP = `
class App:
    routes = []

    def openapi(self):
        return {"openapi": "3.1.0"}


app = App()
`;

const SETTINGS = `from pydantic_settings import BaseSettings


class Database(BaseSettings, env_prefix="DB_"):
    url: str
    password: str
    pool: int = 5
`;

const SECRET = 'open-sesame-4711';

/** The texts of all files below a folder. */
const texts = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('site-packages'))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));

describeWithPython()('an import of an app', () => {
  let python: string;

  beforeAll(async () => {
    const folder = project({ 'requirements.txt': 'pydantic-settings\n' });
    ({ python } = await ensureVenv(folder));
  }, 120_000);
  afterAll(removeProjects);

  const shop = (main: string, files: Record<string, string> = {}) =>
    project({ 'main.py': main + APP, ...files });
  const exported = (folder: string, options: ExportOptions = {}) =>
    exportOpenApi(folder, { python, app: 'main:app', ...options });

  test('that lacks variables is told all of them at once, and both ways out, without a stack', async () => {
    const folder = shop('import config\n', {
      'config.py':
        'import os\n\nURL = os.environ["TG_URL"]\nKEY = os.environ["TG_KEY"]\nos.environ["PATH"]\n',
    });
    expect(await mistake(() => exported(folder))).toBe(
      [
        `${folder}: the import of main:app needs variables that are not set: TG_URL, TG_KEY`,
        "    | cannot import main: KeyError: 'TG_URL' (config.py:3)",
        '  fix:     set them, in a file with a line NAME=VALUE for each: --env-file .env; or import nothing, and give the OpenAPI document: --openapi openapi.json',
      ].join('\n'),
    );
    expect(await mistake(() => exported(folder, { settings: '/shop/terragate.json' }))).toMatch(
      /: "envFile": "\.env" in terragate\.json; or import nothing, .*: "openapi": "openapi\.json" in terragate\.json$/,
    );
  });

  test('that lacks settings of pydantic is told their variables', async () => {
    const folder = shop('from settings import Database\n\nDatabase()\n', { 'settings.py': SETTINGS });
    expect(await mistake(() => exported(folder))).toMatch(
      /needs variables that are not set: DB_URL, DB_PASSWORD\n {4}\| cannot import main: ValidationError: .*Field required/,
    );
  });

  test('is seen to read parts of its settings by variables of their own', async () => {
    const settings = `from pydantic import BaseModel
from pydantic_settings import BaseSettings


class Database(BaseModel):
    url: str = ""
    password: str = ""


class Settings(BaseSettings, env_nested_delimiter="__", env_file=".env"):
    db: Database = Database()
    mail: Database = Database()
`;
    const folder = shop('from settings import Settings\n\nSettings()\n', {
      'settings.py': settings,
      '.env': `DB__URL=${SECRET}\n`,
      'given.env': `db__password=${SECRET}\nDBA__URL=${SECRET}\n`,
    });
    expect((await exported(folder, { envFile: 'given.env' })).variables).toEqual([
      { name: 'DB__URL', set: true },
      { name: 'MAIL', set: false },
      { name: 'db__password', set: true },
    ]);
  });

  test('that reads many variables names some of those that have no value', async () => {
    const main = 'import os\n\nfor one in range(20):\n    os.getenv(f"TG_{one:02}")\nopen("x").y\n';
    const said = await mistake(() => exported(shop(main, { x: '' })));
    expect(said).toContain('TG_10, TG_11 and 8 more): --env-file .env');
    expect(said).not.toContain('TG_12');
  });

  test('that lacks settings of pydantic 1 is told their variables, and names those that it reads', async () => {
    const settings = `from pydantic.v1 import BaseSettings, Field


class Database(BaseSettings):
    url: str
    password: str = Field(..., env="SECRET_OF_DB")
    pool: int = 5

    class Config:
        env_prefix = "DB_"
`;
    const folder = shop('from settings import Database\n\nDatabase()\n', { 'settings.py': settings });
    expect(await mistake(() => exported(folder))).toMatch(
      /needs variables that are not set: DB_URL, SECRET_OF_DB\n/,
    );
    write(join(folder, 'given.env'), `DB_URL=${SECRET}\nSECRET_OF_DB=${SECRET}\n`);
    const { variables } = await exported(folder, { envFile: 'given.env' });
    expect(variables).toEqual([
      { name: 'DB_POOL', set: false },
      { name: 'DB_URL', set: true },
      { name: 'SECRET_OF_DB', set: true },
    ]);
  });

  test.each([
    [
      'its own words',
      'import os\nif not os.getenv("TG_TOKEN"):\n    raise RuntimeError("TG_TOKEN is empty")\n',
    ],
    [
      'another error',
      'import os\ntry:\n    os.environ["TG_TOKEN"]\nexcept KeyError as e:\n    raise SystemExit(2) from e\n',
    ],
  ])('that says in %s which variable it lacks is understood', async (_, main) => {
    expect(await mistake(() => exported(shop(main)))).toMatch(/needs a variable that is not set: TG_TOKEN\n/);
  });

  test('that reaches no server is told so', async () => {
    const main =
      'import socket\ntry:\n    socket.create_connection(("127.0.0.1", 1))\nexcept OSError as e:\n    raise RuntimeError("no database") from e\n';
    expect(await mistake(() => exported(shop(main)))).toMatch(
      /needs a server that can not be reached\n {4}\| .*no database[\s\S]*--env-file \.env; or import nothing, .*--openapi/,
    );
  });

  test('finds its own module of any name', async () => {
    const main = 'import export_openapi\n\nassert export_openapi.MINE\n';
    const folder = shop(main, { 'export_openapi.py': 'MINE = True\n' });
    expect((await exported(folder)).variables).toEqual([]);
  });

  test('that is broken otherwise is not taken for one that lacks something', async () => {
    expect(await mistake(() => exported(shop('{}["TG_URL"]\n')))).toMatch(
      /main: KeyError: 'TG_URL'[\s\S]*fix: +make `python -c 'import main'` work .*app; without an import: --openapi/,
    );
    const late = 'import os\n\nos.getenv("TG_URL").lower()\n';
    expect(await mistake(() => exported(shop(late)))).toMatch(
      /AttributeError: [\s\S]*; set what it read without a value \(TG_URL\): --env-file \.env; without an import/,
    );
  });

  test('gets the variables of a file, of which no trace stays', async () => {
    const folder = shop('from settings import Database\n\nassert Database().pool == 7\n', {
      'settings.py': SETTINGS,
      'import.env': `DB_URL=postgres://db/shop\nDB_PASSWORD=${SECRET}\nDB_POOL=7\n`,
    });
    const { variables } = await exported(folder, { envFile: 'import.env' });
    expect(variables).toEqual([
      { name: 'DB_PASSWORD', set: true },
      { name: 'DB_POOL', set: true },
      { name: 'DB_URL', set: true },
    ]);
    expect(texts(folder).filter((text) => text.includes(SECRET))).toHaveLength(1);
    write(join(folder, 'main.py'), 'import os\n\nraise ValueError(os.environ["DB_PASSWORD"])\n');
    const said = await mistake(() => exported(folder, { envFile: 'import.env' }));
    expect(said).toContain('ValueError: <DB_PASSWORD>');
    expect(said).not.toContain(SECRET);
    expect(texts(folder).filter((text) => text.includes(SECRET))).toHaveLength(1);
  });

  test('shows no value of a variable that the app read by itself, of this process or of its .env file', async () => {
    const main = `import os
import pathlib

text = pathlib.Path(".env").read_text()
raise ValueError(os.environ["TG_TOKEN"] + text)
`;
    process.env.TG_TOKEN = SECRET;
    const folder = shop(main, { '.env': 'TG_KEY=another-secret-11\n' });
    const said = await mistake(() => exported(folder)).finally(() => delete process.env.TG_TOKEN);
    expect(said).toContain('ValueError: <TG_TOKEN>TG_KEY=<TG_KEY>');
    expect(said).not.toMatch(/open-sesame|another-secret/);
  });

  test('with more variables than a program can have says so', async () => {
    const folder = shop('', { 'given.env': `TG_KEY=${'x'.repeat(3_000_000)}\n` });
    expect(await mistake(() => exported(folder, { envFile: 'given.env' }))).toMatch(
      /given\.env: the variables for the import are more than this system hands to a program\n {2}fix: /,
    );
    expect(readdirSync(join(folder, '.terragate/tmp'))).toEqual([]);
  });

  test.each([
    ['0', 'ended with code 0'],
    ['3', 'ended with code 3'],
  ])('that ends Python by os._exit(%s) is told so', async (code, how) => {
    const folder = shop(
      `import os\n\nprint("bye", file=__import__("sys").stderr, flush=True)\nos._exit(${code})\n`,
    );
    expect(await mistake(() => exported(folder))).toMatch(
      new RegExp(
        `: the import of main:app did not come to an end: Python ${how}\\n {4}\\| bye\\n {2}fix: +let the import end .*--openapi openapi\\.json$`,
      ),
    );
  });

  test('that starts a thread or a program without end is done with the document', async () => {
    const main = `import os
import subprocess
import threading
import time

program = subprocess.Popen(["sleep", "1000"])
open("pid", "w").write(str(program.pid))
threading.Thread(target=lambda: time.sleep(1000)).start()
`;
    const folder = shop(main);
    await abortable(new AbortController().signal, () => exported(folder));
    expect(JSON.parse(readFileSync(join(folder, 'openapi.json'), 'utf8'))).toEqual({ openapi: '3.1.0' });
    const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
    // a process that has ended may be there until its parent has asked for it
    expect(['', 'Z']).toContain(stateOf(pid));
  });

  test('is seen to read variables and .env files by its own code, not by libraries, and to make files', async () => {
    const main = `import os
import pathlib
import sys

from dotenv import load_dotenv
from settings import Database

load_dotenv()
os.path.expanduser("~")
everything = {**os.environ, "MORE": "1"}
os.environ.setdefault("TG_MADE", "1")
os.environ["TG_MADE"]
os.getenv("TG_LEVEL", "info")
os.environ.get("TG_FROM_FILE")
Database(_env_file="../.env.db")
sys.path.append(".venv/lib/site-packages")
import library
pathlib.Path("logs").mkdir()
`;
    const files = {
      ...{ 'shop/main.py': main + APP, 'shop/settings.py': SETTINGS },
      ...{ 'shop/.env': 'TG_FROM_FILE=1\n', '.env.db': 'DB_URL=x\nexport DB_PASSWORD=y\n' },
      'shop/.venv/lib/site-packages/library.py': 'import os\n\nos.getenv("TG_OF_A_LIBRARY")\n',
    };
    const folder = join(project(files), 'shop');
    const { imported, ...observed } = await exported(folder);
    expect(imported.seconds).toBeGreaterThan(0);
    expect(imported.slowest.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['pydantic', 'pydantic_settings']),
    );
    expect(observed).toEqual({
      unlisted: [],
      variables: [
        { name: 'DB_PASSWORD', set: true },
        { name: 'DB_POOL', set: false },
        { name: 'DB_URL', set: true },
        { name: 'TG_FROM_FILE', set: true },
        { name: 'TG_LEVEL', set: false },
      ],
      envFiles: ['../.env.db', '.env'],
      appeared: ['logs'],
      loaded: { main: join(folder, 'main.py'), settings: join(folder, 'settings.py') },
    });
    expect((await exported(folder).catch((error: Error) => error.message)).toString()).toContain(
      'FileExistsError',
    );
  });
});
