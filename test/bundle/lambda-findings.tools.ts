import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Observed } from '../../src/bundle';
import { FINDING_KINDS } from '../../src/bundle/finding-kinds';
import { lambdaFindings, unlistedRoutes } from '../../src/bundle/lambda-findings';
import { importTime, readNotes, withoutTimes } from '../../src/bundle/observed';
import { findPython } from '../../src/python';
import { NOTHING_OBSERVED } from '../generate/observed';
import { REPOSITORY } from '../support/workspace';
import { describeWithPython } from './real-python';
import { project, removeProjects } from './support';

const APP = 'from fastapi import FastAPI\n\napp = FastAPI()\n';

describeWithPython()('what Lambda does in another way than an app expects', () => {
  let python: string;

  beforeAll(async () => {
    python = (await findPython()).path;
  });
  afterAll(removeProjects);

  /** Findings in an app, as lines `kind file:line code`. */
  async function found(files: Record<string, string>, observed?: Observed, app = 'main:app') {
    const { findings } = await lambdaFindings(project(files), { app, python, observed });
    return findings.map(({ kind, file, line, code }) => `${kind} ${file}:${line} ${code}`);
  }

  test('is a task that goes on after the answer', async () => {
    const main = `import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from fastapi import BackgroundTasks, FastAPI

pool = ThreadPoolExecutor()
running = set()


@asynccontextmanager
async def lifespan(app):
    AsyncIOScheduler().start()
    task = asyncio.create_task(poll())
    yield
    task.cancel()
    await task


app = FastAPI(lifespan=lifespan)


@app.post("/mails")
async def mail(tasks: BackgroundTasks):
    tasks.add_task(send, "hello")
    asyncio.create_task(send("hello"))
    task = asyncio.get_running_loop().create_task(send("hello"))
    running.add(task)
    threading.Thread(target=send).start()
    pool.submit(send)
`;
    expect(await found({ 'main.py': main })).toEqual([
      'background-task main.py:15 AsyncIOScheduler()',
      'background-task main.py:16 asyncio.create_task(...)',
      'background-task main.py:27 tasks.add_task(send)',
      'background-task main.py:28 asyncio.create_task(...)',
      'background-task main.py:29 create_task(...)',
      'memory main.py:30 running.add(...)',
      'background-task main.py:31 threading.Thread(...)',
      'background-task main.py:32 pool.submit(...)',
    ]);
  });

  test('is a queue whose workers run elsewhere', async () => {
    const main = `${APP}\nfrom celery import Celery\n\nqueue = Celery("shop", broker="amqp://user:secret@mq")\n`;
    expect(await found({ 'main.py': main })).toEqual(['worker main.py:7 Celery(...)']);
  });

  test('is a file outside /tmp', async () => {
    const main = `${APP}
import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

import storage
from storage import UPLOADS

LOGGING = {"handlers": {"file": {"class": "logging.FileHandler", "filename": "logs/app.log"}}}
logging.getLogger().addHandler(RotatingFileHandler("app.log"))


@app.post("/files/{name}")
def save(name: str):
    with open(f"uploads/{name}", "wb") as file:
        file.write(b"")
    (UPLOADS / name).write_text("")
    (Path(__file__).parent / "seen").touch()
`;
    const storage =
      'import os\n\nUPLOADS = __import__("pathlib").Path("uploads")\nos.makedirs("uploads", exist_ok=True)\n';
    expect(await found({ 'main.py': main, 'storage.py': storage })).toEqual([
      'written-file main.py:12 logging.FileHandler',
      'written-file main.py:13 RotatingFileHandler(app.log)',
      'written-file main.py:18 open(...)',
      'written-file main.py:21 touch(...)',
      'written-file storage.py:4 os.makedirs(uploads)',
    ]);
  });

  test('is a database in a file', async () => {
    const main = `${APP}
import sqlite3

from sqlalchemy import create_engine

URL = "sqlite:///./shop.db"
engine = create_engine(URL)
connection = sqlite3.connect("shop.db")
`;
    expect(await found({ 'main.py': main })).toEqual([
      'sqlite main.py:9 sqlite:///./shop.db',
      'sqlite main.py:11 sqlite3.connect(shop.db)',
    ]);
  });

  test('is a variable of a module that a route changes, by itself or by a function that it calls', async () => {
    const main = `${APP}
import store
from store import add_order, orders

visits = 0


@app.post("/orders")
def create_order(name: str):
    global visits
    visits += 1
    orders[name] = {}
    store.orders["last"] = name
    add_order(name)
`;
    const text =
      'orders: dict[str, object] = {}\nnames = []\n\n\ndef add_order(name):\n    names.append(name)\n';
    expect(await found({ 'main.py': main, 'store.py': text })).toEqual([
      'memory main.py:14 visits += ...',
      'memory main.py:15 orders[...] = ...',
      'memory main.py:16 store.orders[...] = ...',
      'memory store.py:6 names.append(...)',
    ]);
  });

  test('is a pool of connections, without the address that it is made with', async () => {
    const main = `${APP}
import sqlalchemy
from motor.motor_asyncio import AsyncIOMotorClient
from sqlalchemy.ext.asyncio import create_async_engine as engine_of

engine = engine_of("postgresql+asyncpg://shop:open-sesame@db/shop")
other = sqlalchemy.create_engine("postgresql://db", pool_size=1)
client = AsyncIOMotorClient()
`;
    expect(await found({ 'main.py': main })).toEqual([
      'connection-pool main.py:9 engine_of(...)',
      'connection-pool main.py:10 sqlalchemy.create_engine(...)',
      'connection-pool main.py:11 AsyncIOMotorClient()',
    ]);
  });

  test('is nothing of an app that waits for its tasks, writes to /tmp and keeps caches', async () => {
    const main = `"""sqlite:///shop.db"""

import asyncio
import logging
import sqlite3
import tempfile
import threading
from functools import lru_cache
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from settings import settings

${APP}
TEMPORARY = Path("/tmp") / "shop"
small = create_engine("postgresql://db", pool_size=1, max_overflow=0)
none = create_engine(settings.url, poolclass=NullPool)
memory = create_engine("sqlite:///:memory:")
sqlite3.connect(":memory:")
logging.basicConfig(filename="/tmp/app.log")
prices_cache = {}
client = None
names = ["a"]


@lru_cache
def price(name: str) -> int:
    return 1


@app.get("/orders")
async def orders(path: str):
    global client
    client = client or object()
    tasks = [asyncio.create_task(work(1)), asyncio.create_task(work(2))]
    await asyncio.gather(*tasks)
    one = asyncio.create_task(work(3))
    await asyncio.wait_for(one, 1)
    more = []
    for number in range(3):
        more.append(asyncio.create_task(work(number)))
    for other in more:
        await other
    prices_cache["a"] = price("a")
    names = []
    names.append("b")
    thread = threading.Thread(target=print)
    thread.start()
    thread.join()
    open("data.json").read()
    open("/tmp/a", "w").close()
    open(path, "w").close()
    open(settings.log, "a").close()
    open(tempfile.gettempdir() + "/a", "w").close()
    (TEMPORARY / "a").write_text("")


if __name__ == "__main__":
    open("openapi.json", "w").close()
`;
    const settings = 'class Settings:\n    log = ""\n    url = ""\n\n\nsettings = Settings()\n';
    const script = 'open("never-imported.txt", "w")\n';
    expect(await found({ 'main.py': main, 'settings.py': settings, 'script.py': script })).toEqual([]);
  });

  test('is found in a package below src, and in modules that only the import knows of', async () => {
    const files = {
      'src/shop/__init__.py': '',
      'src/shop/main.py': 'from .routes import orders\n',
      'src/shop/routes/__init__.py': '',
      'src/shop/routes/orders.py': 'open("a.txt", "w")\n',
      'src/shop/plugins/__init__.py': '',
      'src/shop/plugins/mail.py': 'open("b.txt", "w")\n',
    };
    const folder = project(files);
    const loaded = { 'shop.plugins.mail': `${folder}/src/shop/plugins/mail.py` };
    const options = { app: 'shop.main:app', pythonPath: 'src', python };
    const { findings } = await lambdaFindings(folder, {
      ...options,
      observed: { ...NOTHING_OBSERVED, loaded },
    });
    expect(findings.map(({ file }) => file)).toEqual([
      'src/shop/plugins/mail.py',
      'src/shop/routes/orders.py',
    ]);
    expect((await lambdaFindings(folder, options)).findings.map(({ file }) => file)).toEqual([
      'src/shop/routes/orders.py',
    ]);
  });

  test('is what its import says: WebSockets, and seconds with the packages that they go to', async () => {
    const observed: Observed = {
      ...NOTHING_OBSERVED,
      unlisted: [{ kind: 'websocket', path: '/chat', file: 'main.py', line: 5 }],
      imported: { seconds: 7.25, slowest: [{ name: 'pandas', share: 0.55 }] },
    };
    expect(await found({ 'main.py': APP }, observed)).toEqual([
      'slow-import undefined:undefined 7.3 s of this machine, pandas 55 %',
      'websocket main.py:5 /chat',
    ]);
  });

  test('is a package near what Lambda takes', async () => {
    const MB = 1024 * 1024;
    const parts = [
      { name: 'the application', bytes: MB },
      { name: 'torch-2.4.0-cp313-cp313-manylinux.whl', bytes: 205 * MB },
    ];
    const options = { app: 'main:app', python, parts };
    const { findings } = await lambdaFindings(project({ 'main.py': APP }), options);
    expect(findings.map(({ code }) => code)).toEqual([
      '206.0 MB unpacked, torch-2.4.0 205.0 MB, the application 1.0 MB',
    ]);
    const fewer = { ...options, parts: parts.slice(0, 1) };
    expect((await lambdaFindings(project({ 'main.py': APP }), fewer)).findings).toEqual([]);
  });
});

describe('routes that the document does not hold', () => {
  test('are told where each operation has a route of its own, but for those of FastAPI', () => {
    const found = unlistedRoutes([
      { kind: 'route', path: '/docs', methods: ['GET', 'HEAD'] },
      { kind: 'route', path: '/hidden', methods: ['GET'], file: 'main.py', line: 3 },
      { kind: 'mount', path: '/static' },
      { kind: 'websocket', path: '/chat' },
    ]);
    expect(found.map(({ code }) => code)).toEqual(['GET /hidden', '/static']);
  });
});

describe('the time of an import', () => {
  const stderr = `import time: self [us] | cumulative | imported package
import time:      1000 |       1000 |     pandas._libs
import time:   2000000 |    2001000 |   pandas
import time:    200000 |    2200000 | json
a line of the app
`;

  test('is that of the packages that others wrote, each by itself', () => {
    const notes = { ...readNotes('none'), seconds: 2.1, packages: ['numpy', 'pandas'] };
    expect(importTime(stderr, notes)).toEqual({
      seconds: 2.1,
      slowest: [{ name: 'pandas', share: 0.91 }],
    });
  });

  test('is no part of what the app says', () => {
    expect(withoutTimes(stderr)).toBe('a line of the app\n');
  });
});

test('each kind of finding has its heading in the page that it names', () => {
  const page = readFileSync(join(REPOSITORY, 'docs', 'lambda.md'), 'utf8');
  const headings = [...page.matchAll(/^## (.+)$/gm)].map(([, text = '']) =>
    text
      .toLowerCase()
      .replace(/[^\w\s-]/g, '')
      .replaceAll(' ', '-'),
  );
  expect(headings).toEqual(expect.arrayContaining(Object.values(FINDING_KINDS).map(({ anchor }) => anchor)));
});
