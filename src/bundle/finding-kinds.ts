import { MOST_UNPACKED } from './limits';

/** A kind of finding: what it is about, what Lambda does there, and the heading of `docs/lambda.md` on it. */
interface Kind {
  readonly title: string;
  readonly does: string;
  readonly anchor: string;
}

/** What an app can count on that Lambda does in another way than a server. */
export const FINDING_KINDS = {
  'background-task': {
    title: 'background tasks',
    does: 'stand still from the answer to the next request, and may never go on',
    anchor: 'background-tasks',
  },
  worker: {
    title: 'workers of a queue',
    does: 'do not run in the function, which can only put tasks into the queue',
    anchor: 'workers-of-a-queue',
  },
  'written-file': {
    title: 'files outside /tmp',
    does: 'can not be written: the folder of the app is read-only',
    anchor: 'files-outside-tmp',
  },
  sqlite: {
    title: 'SQLite',
    does: 'can not be written outside /tmp, and there each environment has its own',
    anchor: 'sqlite',
  },
  memory: {
    title: 'state in memory',
    does: 'is that of one environment, and ends with it',
    anchor: 'state-in-memory',
  },
  'connection-pool': {
    title: 'pools of connections',
    does: 'are as many as there are environments, one for each request at a time',
    anchor: 'pools-of-connections',
  },
  'slow-import': {
    title: 'slow import',
    does: 'is in each cold start, of which Lambda ends the first part after 10 s',
    anchor: 'slow-import',
  },
  'large-package': {
    title: 'large package',
    does: `may have ${MOST_UNPACKED / 1024 / 1024} MB unpacked, layers included`,
    anchor: 'large-package',
  },
  websocket: {
    title: 'WebSockets',
    does: 'are carried neither by a REST API nor by an HTTP API',
    anchor: 'websockets',
  },
  'unlisted-route': {
    title: 'routes outside the document',
    does: 'have no route in API Gateway, as each operation has one of its own',
    anchor: 'routes-outside-the-document',
  },
} as const satisfies Readonly<Record<string, Kind>>;

export type FindingKind = keyof typeof FINDING_KINDS;

/** A place where an app counts on what Lambda does in another way. */
export interface LambdaFinding {
  readonly kind: FindingKind;
  /** File of the app, from its folder, with `/`. @default - it is about the app as a whole */
  readonly file?: string;
  readonly line?: number;
  /** The code, or the figures, in a few words; never a value that may be secret. */
  readonly code: string;
  /** Page and heading that say what to do: `docs/lambda.md#sqlite`. */
  readonly page: string;
}
