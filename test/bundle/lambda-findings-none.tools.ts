import { lambdaFindings } from '../../src/bundle/lambda-findings';
import { findPython } from '../../src/python';
import { describeWithPython } from './real-python';
import { ended, project, removeProjects } from './support';

const IMPORTS = `import asyncio
import logging
import os
import sqlite3
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from motor.motor_asyncio import AsyncIOMotorClient
from psycopg_pool import ConnectionPool
from pydantic_settings import BaseSettings
from sqlalchemy import create_engine

app = FastAPI()
`;
const FIRST = IMPORTS.split('\n').length;

describeWithPython()('findings in the code of an app', () => {
  let python: string;

  beforeAll(async () => {
    python = (await findPython()).path;
  });
  afterAll(removeProjects);

  /** What is found below the imports, as lines `kind line`, the first line being 1; all files are read. */
  async function found(code: string, files: Readonly<Record<string, string>> = {}): Promise<string[]> {
    const folder = project({ 'main.py': `${IMPORTS}${code}`, ...files });
    const { unread, findings } = await lambdaFindings(folder, { app: 'main:app', python });
    expect(unread).toEqual([]);
    return findings.map(({ kind, line = 0 }) => `${kind} ${line - FIRST + 1}`);
  }

  test('are none of tasks that are waited for behind other names', async () => {
    const code = `
@app.get("/appended")
async def appended():
    tasks = []
    t = asyncio.create_task(work())
    tasks.append(t)
    await asyncio.gather(*tasks)


@app.get("/added")
async def added():
    tasks = set()
    t = asyncio.create_task(work())
    tasks.add(t)
    await asyncio.wait(tasks)


class Batch:
    async def one(self):
        self.t = asyncio.create_task(work())
        await self.t

    async def many(self):
        self.ts = [asyncio.create_task(work()) for _ in range(3)]
        await asyncio.gather(*self.ts)

    async def more(self):
        self.ts.append(asyncio.create_task(work()))
        await asyncio.gather(*self.ts)


@app.get("/named")
async def named():
    tasks = {}
    tasks["a"] = asyncio.create_task(work())
    for task in tasks.values():
        await task


@app.get("/around")
async def around():
    tasks = []

    def start():
        tasks.append(asyncio.create_task(work()))

    start()
    await asyncio.gather(*tasks)
`;
    expect(await found(code)).toEqual([]);
  });

  test('are none of a task that a streamed answer ends, and of pools that a function ends', async () => {
    const code = `
async def events(queue):
    t = asyncio.create_task(produce(queue))
    try:
        while True:
            yield await queue.get()
    finally:
        t.cancel()


def shut():
    pool = ThreadPoolExecutor()
    pool.submit(print)
    pool.shutdown(wait=True)


def left():
    with ThreadPoolExecutor() as pool:
        pool.submit(print)
    other = ThreadPoolExecutor()
    with other:
        other.submit(print)
`;
    expect(await found(code)).toEqual([]);
  });

  test('are tasks and pools that nobody waits for, though others of their name are waited for', async () => {
    const code = `
class Poller:
    async def start(self):
        self.task = asyncio.create_task(work())
        await self.connect()


def make():
    @asynccontextmanager
    async def lifespan(app):
        task = asyncio.create_task(work())
        yield
        task.cancel()
        await task

    async def first():
        task = asyncio.create_task(work())
        await task

    async def second():
        task = asyncio.create_task(work())
        task.cancel()


def go_on():
    pool = ThreadPoolExecutor()
    pool.submit(print)
    pool.shutdown(wait=False)
`;
    expect(await found(code)).toEqual([
      'background-task 4',
      'background-task 11',
      'background-task 21',
      'background-task 27',
    ]);
  });

  test('are none of local names that the module has too', async () => {
    const code = `
seen = {}
path = "out.csv"
open_ = open


@app.get("/state")
def state(store, rows):
    seen, other = {}, {}
    seen["a"] = 1
    for path in store:
        open(path, "w")
    with store as path:
        open(path, "w")
    return other


@app.get("/loop")
def loop(rows):
    for seen in rows:
        seen["a"] = 1
    return [open(path, "w") for path in rows]


@app.get("/with")
def within(rows):
    with rows as seen:
        seen["a"] = 1
    try:
        rows()
    except OSError as seen:
        seen.clear()
    from elsewhere import path, seen

    seen["a"] = 1
    open(path, "w")


@app.get("/outer")
def outer(seen, path):
    def inner():
        seen["a"] = 1
        open(path, "w")

    return inner()


def changed():
    global path
    path = tempfile.mktemp()
    open(path, "w")
`;
    expect(await found(code)).toEqual([]);
  });

  test('are those of the module where a function binds no such name', async () => {
    const code = `
seen = {}
path = "out.csv"


@app.get("/")
def state(value=path):
    def inner():
        target = path
        seen["a"] = 1
        open(target, "w")

    return inner()
`;
    expect(await found(code)).toEqual(['memory 10', 'written-file 11']);
  });

  test('are none of texts that are no path yet', async () => {
    const code = `
TEMPLATE = "{}/out.csv"
open("%s/out.csv" % tempfile.gettempdir(), "w")
open("{}/out.csv".format(tempfile.gettempdir()), "w")
open("/".join([tempfile.gettempdir(), "x"]), "w")
open(TEMPLATE.format(tempfile.gettempdir()), "w")
sqlite3.connect(f"file:{app}?mode=ro", uri=True)
open("out/" + app.title, "w")
open(Path("out").resolve() / "x", "w")
`;
    expect(await found(code)).toEqual(['written-file 8', 'written-file 9']);
  });

  test('are none of branches that do not run in Lambda', async () => {
    const code = `
ON_LAMBDA = "AWS_LAMBDA_FUNCTION_NAME" in os.environ
if not os.getenv("AWS_LAMBDA_FUNCTION_NAME"):
    open("a", "w")
if os.environ.get("AWS_LAMBDA_FUNCTION_NAME") is None:
    open("a", "w")
if "AWS_LAMBDA_FUNCTION_NAME" not in os.environ and app.debug:
    open("a", "w")
if os.getenv("LOCAL_DEV") == "1":
    open("a", "w")
elif ON_LAMBDA:
    open("b", "w")
else:
    open("a", "w")
if app.debug:
    open("c", "w")
url = "postgresql://db" if ON_LAMBDA else "sqlite:///./dev.db"
if __name__ == "__main__":
    open("a", "w")
`;
    expect(await found(code)).toEqual(['written-file 12', 'written-file 16']);
  });

  test('are none of the defaults of settings, and of databases that are only read', async () => {
    const code = `
url = os.getenv("DATABASE_URL", "sqlite:///./dev.db")
other = os.environ.get("DATABASE_URL") or "sqlite:///./dev.db"


class Common(BaseSettings):
    url: str = "sqlite:///./dev.db"


class Settings(Common):
    other: str = Field("sqlite:///./dev.db")


read = create_engine("sqlite:///file:shop.db?mode=ro&uri=true")
fixed = create_engine(f"sqlite:///{Path(__file__).parent}/shop.db?immutable=1")
written = create_engine("sqlite:///shop.db")
`;
    expect(await found(code)).toEqual(['sqlite 16']);
  });

  test('are pools whose size is known to be more than one', async () => {
    const code = `
SIZE = 1
OPTIONS = {"pool_size": 1, "max_overflow": 0}
a = create_engine(app.url, pool_size=app.size, max_overflow=0)
b = create_engine(app.url, **OPTIONS)
c = create_engine(url="sqlite:///:memory:")
d = create_engine(app.url, pool_size=SIZE, max_overflow=0)
e = ConnectionPool(app.url, min_size=1, max_size=None)
f = ConnectionPool(app.url, max_size=None)
g = AsyncIOMotorClient(app.url, maxPoolSize=None)
h = AsyncIOMotorClient(app.url, maxPoolSize=0)
i = create_engine(app.url, pool_size=0, max_overflow=0)
j = create_engine(app.url, pool_size="5", max_overflow=0)
k = create_engine(url=app.url)
A = B
B = A
l = create_engine(A, pool_size=B)
`;
    expect(await found(code)).toEqual([9, 10, 11, 12, 13, 14].map((line) => `connection-pool ${line}`));
  });

  test('are those of all other files where one is nested too deeply or is no Python', async () => {
    const elif = Array.from({ length: 3000 }, (_, i) => `elif x == ${i}:\n    y = ${i}\n`).join('');
    const files = {
      'main.py': `import broken, builder, elifs, joined, small, round\n\napp = None\n`,
      'elifs.py': `x = 1\nif x:\n    y = 0\n${elif}open("a", "w")\n`,
      'joined.py': `x = ${Array.from({ length: 3000 }, () => '"a"').join(' + ')}\nopen("a", "w")\n`,
      'builder.py': `x = q${'.where(1)'.repeat(3000)}\nopen("a", "w")\n`,
      'broken.py': 'print "hello"\n',
      'round.py': 'from small import other\n\n\nopen(other, "w")\n',
      'small.py': 'from round import other\n\nopen("a", "w")\n',
    };
    const { unread, findings } = await lambdaFindings(project(files), { app: 'main:app', python });
    const seen = [...findings.map(({ file = '' }) => file), ...unread.map((one) => one.split(':')[0])];
    expect(seen.sort()).toEqual(['broken.py', 'builder.py', 'elifs.py', 'joined.py', 'small.py']);
    expect(unread.find((one) => one.startsWith('broken.py: '))).toMatch(/\(line 1\)$/);
  });

  test('are left out with a line where the script itself fails', async () => {
    const failing = project({ 'main.py': '' });
    const run = async () => ended(1, { stderr: 'Traceback\n  File "x"\nKeyError: 1\n' });
    expect(await lambdaFindings(failing, { app: 'main:app', python, run })).toEqual({
      files: 0,
      unread: ['all files of the app: lambda_findings.py: KeyError: 1'],
      findings: [],
    });
  });
});
