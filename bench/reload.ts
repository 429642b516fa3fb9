import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from './client';
import type { Served } from './served';
import { type Times, times } from './startup';
import { pairedRatio } from './statistics';
import { Uvicorn } from './uvicorn';

/** From the save of a file to the first answer of the new code. */
export interface ReloadResults {
  /** Milliseconds between an answer and the next question. */
  readonly pause: number;
  /** With `terragate up --watch`, through the local proxy. */
  readonly watch: Times;
  /** With `uvicorn --reload`, in turns with it. */
  readonly uvicorn: Times;
  /** `watch` over `uvicorn`: the median of the ratios of neighbours. */
  readonly ratio: number;
}

const PAUSE = 5;
const MOST_SECONDS = 30;
/** Milliseconds between two saves: a person does not save while the last change is still on its way. */
const BETWEEN = 500;
const FILE = 'app/main.py';

/** Saves a file of the app, and asks until the answer is the new one. */
export async function measureReload(served: Served, saves: number): Promise<ReloadResults> {
  const { workspace } = served.project;
  workspace.copy('examples/fastapi-app', 'reloaded');
  const { python, folder: packages } = served.localPackage;
  const reloaded = await Uvicorn.start({
    python,
    folder: workspace.at('reloaded'),
    packages,
    args: ['--reload', '--reload-dir', 'app'],
  });
  const watching = served.project.start(['up', '--watch']);
  try {
    await watching.said('watching');
    const watch: number[] = [];
    const uvicorn: number[] = [];
    // The first of each is not counted: it starts what the next ones find
    for (let i = 0; i <= saves; i++) {
      await sleep(BETWEEN);
      uvicorn.push(await save(served, `reloaded/${FILE}`, reloaded.url, `Save ${i}`));
      await sleep(BETWEEN);
      watch.push(await save(served, `app/${FILE}`, served.addresses.proxy, `Save ${i}`));
    }
    const counted = { watch: watch.slice(1), uvicorn: uvicorn.slice(1) };
    return {
      pause: PAUSE,
      watch: times(counted.watch),
      uvicorn: times(counted.uvicorn),
      ratio: pairedRatio(counted.watch, counted.uvicorn),
    };
  } finally {
    watching.child.kill('SIGINT');
    await watching.ended;
    await reloaded.stop();
  }
}

async function save(served: Served, file: string, url: string, name: string): Promise<number> {
  const client = new Client();
  try {
    // The code before answers, over the connection that the new code is asked on
    await client.ask({ url });
    const start = performance.now();
    served.project.edit(file, (text) => text.replace(/Welcome\(name=[^,]*,/, `Welcome(name="${name}",`));
    for (const end = start + MOST_SECONDS * 1000; performance.now() < end; await sleep(PAUSE)) {
      const answer = await client.ask({ url }).catch(() => undefined);
      if (answer?.text.includes(`"name":"${name}"`)) return (performance.now() - start) / 1000;
    }
    throw new Error(`${url} does not answer with what was saved in ${file}`);
  } finally {
    client.close();
  }
}
