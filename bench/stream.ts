import { type ClientRequest, request } from 'node:http';
import { Served } from './served';
import { median, pairedRatio, quantile } from './statistics';
import { Uvicorn } from './uvicorn';

/** Seconds until the first line of a stream is there, through the local proxy and beside it from uvicorn alone. */
export interface StreamResults {
  /** Requests of each way in a row. */
  readonly requests: number;
  readonly rows: readonly StreamRow[];
}

export interface StreamRow {
  /** Milliseconds that the app waits before each line. */
  readonly wait: number;
  readonly uvicorn: FirstLine;
  readonly proxy: FirstLine;
  /** `proxy` over `uvicorn`, the median of the ratios of neighbours. */
  readonly ratio: number;
}

/** The middle one, and what 99 of 100 stay below. */
export interface FirstLine {
  readonly p50: number;
  readonly p99: number;
}

const WARM_UP = 20;

const LINES = `

@app.get("/lines", include_in_schema=False)
async def lines(wait: float):
    from asyncio import sleep
    from fastapi.responses import StreamingResponse

    async def pieces():
        for number in range(3):
            await sleep(wait / 1000)
            yield f"{number}\\n"

    return StreamingResponse(pieces(), media_type="application/jsonl")
`;

/** @param waits milliseconds that the app waits before each line, one row each */
export async function measureStream(
  waits: readonly number[],
  requests: number,
  progress: (line: string) => void,
): Promise<StreamResults> {
  const served = new Served();
  try {
    served.project.edit('app/app/main.py', (text) => text + LINES);
    progress('stream: up');
    await served.command('up');
    const uvicorn = await Uvicorn.start(served.localPackage);
    try {
      const rows: StreamRow[] = [];
      for (const wait of waits) {
        progress(`stream: lines every ${wait} ms`);
        rows.push(await row(wait, requests, uvicorn.url, served.addresses.proxy));
      }
      return { requests, rows };
    } finally {
      await uvicorn.stop();
    }
  } finally {
    await served.remove();
  }
}

async function row(wait: number, requests: number, uvicorn: string, proxy: string): Promise<StreamRow> {
  const path = `lines?wait=${wait}`;
  const direct: number[] = [];
  const whole: number[] = [];
  for (let i = -WARM_UP; i < requests; i++) {
    const pair = [await firstLine(uvicorn + path), await firstLine(proxy + path)] as const;
    if (i < 0) continue;
    direct.push(pair[0]);
    whole.push(pair[1]);
  }
  const figures = (times: readonly number[]) => ({ p50: median(times), p99: quantile(times, 0.99) });
  return { wait, uvicorn: figures(direct), proxy: figures(whole), ratio: pairedRatio(whole, direct) };
}

/** Seconds from a request to the first line of its answer, which is read to its end. */
function firstLine(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const call: ClientRequest = request(url, (answer) => {
      let first: number | undefined;
      answer.on('data', () => {
        first ??= (performance.now() - start) / 1000;
      });
      answer.on('error', reject);
      answer.on('end', () => {
        if (answer.statusCode === 200 && first !== undefined) resolve(first);
        else reject(new Error(`a stream was answered by ${answer.statusCode}`));
      });
    });
    call.on('error', reject);
    call.end();
  });
}
