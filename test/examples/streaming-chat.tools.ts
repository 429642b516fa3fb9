import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import {
  Chat,
  type Conversation,
  isChatLinesError,
  NetworkError,
} from '../../examples/streaming-chat/web/src/api';
import type { Piece } from '../../examples/streaming-chat/web/src/turn';
import type { Status } from '../../src/deploy';
import { namedCommands, type Step, stepsOf } from '../docs/page';
import { Reader } from '../docs/reader';
import { openBrowser, Tab } from '../support/browser';
import { CommandLine, lendInstalled } from '../support/cli';
import { describeWithTools, requireTool } from '../support/tools';
import { Workspace } from '../support/workspace';
import { DevServer, freePort } from './dev-server';
import { Gate } from './gate';

const run = promisify(execFile);
const MINUTES = 60_000;
const EXAMPLE = 'examples/streaming-chat';
const PAGE = `${EXAMPLE}/README.md`;
const LINES = 'What is JSON Lines?';
const FORMS = ['chatLines', 'chatEvents'] as const;
const asking = (...contents: string[]): Conversation => ({
  messages: contents.map((content, at) => ({ role: at % 2 ? 'assistant' : 'user', content })),
});
const word = (text: string) => ({ kind: 'word', text });
const said = (pieces: readonly Piece[]) =>
  pieces.map((piece) => (piece.kind === 'word' ? piece.text : '')).join('');

// All of a reader of the README, of the typed client and of a browser: one API, and one model that waits where a test says so
describeWithTools('the example chat on this machine', ['terraform', 'python3.13', 'lambda-adapter'], () => {
  const workspace = new Workspace('streaming-chat');
  const chat = new CommandLine(workspace.copy(EXAMPLE));
  const gate = new Gate();
  const reader = new Reader(workspace, workspace.path);
  const [first, ...others] = stepsOf(PAGE);
  let before: ReadonlyMap<string, string>;
  let url: string;
  let client: Chat;
  let origin: string;

  beforeAll(async () => {
    lendInstalled(`${chat.folder}/api`, `${EXAMPLE}/api`);
    mkdirSync(workspace.at('node_modules'));
    before = chat.files();
    workspace.write(`${EXAMPLE}/api/app/pace.py`, await gate.start());
    // Another program may have the port of the page
    const port = String(await freePort());
    for (const file of ['web/vite.config.ts', 'terraform/variables.tf'])
      chat.edit(file, (text) => text.replaceAll('5174', port));
    origin = `http://localhost:${port}`;
    await reader.follow(PAGE, [first as Step]);
    const { apis } = await chat.json<Extract<Status, { running: true }>>('status');
    url = apis[0]?.url ?? '';
    client = new Chat({ baseUrl: url });
  }, 8 * MINUTES);

  afterEach(() => gate.open());

  afterAll(async () => {
    await chat.run(['down']);
    await gate.stop();
  }, MINUTES);

  /** Waits until the log of the function has a line. */
  async function logged(line: string): Promise<void> {
    let log = '';
    for (const end = Date.now() + 20_000; Date.now() < end; await sleep(100)) {
      log = (await chat.run(['logs'])).stdout;
      if (log.includes(line)) return;
    }
    throw new Error(`no "${line}" in ${log}`);
  }

  async function all(pieces: AsyncIterable<Piece>, found: Piece[] = []): Promise<Piece[]> {
    for await (const piece of pieces) found.push(piece);
    return found;
  }

  it('has the document and the modules that the app of today has', () => {
    const after = chat.files();
    const made = [...before.keys()].filter((path) =>
      /^api\/openapi\.json$|^terraform\/modules\/.*(?<!\.zip)$/.test(path),
    );
    expect(made.length).toBeGreaterThan(20);
    expect(made.filter((path) => after.get(path) !== before.get(path))).toEqual([]);
  });

  it.each(
    others.map((step): [string, Step] => [step.kind === 'run' ? step.commands.join('; ') : step.kind, step]),
  )(
    'does what its README says: %s',
    async (_, step) => {
      const isRun = step.kind === 'run';
      // The page is served until the suite is over: see below
      const steps = isRun ? [{ ...step, commands: step.commands.filter((one) => !isOfPage(one)) }] : [step];
      await reader.follow(PAGE, steps);
    },
    2 * MINUTES,
  );

  it('has its client written again by the command that its README names', async () => {
    const client = () => [...chat.files()].filter(([path]) => path.startsWith('web/src/api/'));
    const written = client();
    const commands = namedCommands(readFileSync(`${chat.folder}/README.md`, 'utf8'));
    const [command = ''] = commands.filter((one) => one.startsWith('npx terragate client'));
    rmSync(`${chat.folder}/web/src/api`, { recursive: true });

    await reader.run(command);

    expect(client()).toEqual(written);
  });

  describe.each(FORMS)('read by %s of the typed client', (form) => {
    it('gives a piece before the model has the next one', async () => {
      gate.pass(1);
      const pieces = client[form](asking(LINES));

      expect(await pieces.next()).toEqual({ done: false, value: word('JSON') });
      await gate.holds();

      gate.open();
      const rest = await all(pieces);
      expect(rest[0]).toEqual(word(' Lines'));
      expect(rest.at(-1)).toEqual({ kind: 'end', words: 26, reason: 'done' });
      expect(rest).toHaveLength(26);
    });

    it('stops the model when its reader leaves', async () => {
      gate.pass(7);
      let read = 0;
      for await (const piece of client[form](asking('Count!'))) {
        expect(piece).toMatchObject({ kind: 'word' });
        if (++read === 7) break;
      }

      await gate.isLeft();
      await logged('the reader left after word 7: the model stops');
    });

    it('ends with the error that the model tells, as a piece of its own kind', async () => {
      const pieces = await all(client[form](asking('Overload')));

      expect(pieces.slice(0, -1).map(({ kind }) => kind)).toEqual(Array(5).fill('word'));
      expect(pieces.at(-1)).toEqual({
        kind: 'failure',
        message: 'The model has too much to do. Ask again later.',
      });
    });
  });

  it('breaks JSON Lines off at another error, after the pieces that came', async () => {
    const found: Piece[] = [];

    await expect(all(client.chatLines(asking('Crash')), found)).rejects.toBeInstanceOf(NetworkError);
    expect(said(found)).toBe('I was about to say');
  });

  it('has an event for another error', async () => {
    const pieces = await all(client.chatEvents(asking('Crash')));

    expect(said(pieces)).toBe('I was about to say');
    expect(pieces.at(-1)).toEqual({ kind: 'failure', message: 'The answer broke off.' });
  });

  it('names its events by the kinds of their pieces', async () => {
    const names: string[] = [];

    const pieces = await all(client.chatEvents(asking(LINES), { onEvent: ({ event }) => names.push(event) }));

    expect(names).toEqual(pieces.map(({ kind }) => kind));
    expect(new Set(names)).toEqual(new Set(['word', 'end']));
  });

  it.each([
    ['lines', 'Count!', 0],
    ['lines', 'Overload', 0],
    ['lines', 'Crash', 18],
    ['events', 'Crash', 0],
  ])('ends curl as its README says: %s of %s', async (form, question, code) => {
    const words = ['-sN', `${url}chat/${form}`, '-H', 'content-type: application/json'];

    const ended = run('curl', [...words, '-d', JSON.stringify(asking(question))]).then(
      () => 0,
      (error) => error.code,
    );

    expect(await ended).toBe(code);
  });

  it('refuses what is no conversation before an answer begins', async () => {
    const error = await all(client.chatLines({ messages: [] })).catch((caught: unknown) => caught);

    expect(isChatLinesError(error) && error.status).toBe(422);
  });

  describe('read by Python', () => {
    const ask = (...args: string[]) =>
      run(`${chat.folder}/api/.venv/bin/python`, [`${chat.folder}/ask.py`, '--url', url, ...args]).then(
        ({ stdout }) => ({ code: 0, stdout, stderr: '' }),
        ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
      );

    it.each(['lines', 'events'])('ends with 1 for an answer that is not whole, as %s', async (form) => {
      expect(await ask('Overload', '--form', form)).toMatchObject({
        code: 1,
        stdout: 'I was about to say\n',
        stderr: 'The model has too much to do. Ask again later.\n',
      });
      expect(await ask('Crash', '--form', form)).toMatchObject({
        code: 1,
        stdout: expect.stringMatching(/^I was about to say\n?$/),
        stderr: expect.stringContaining('The answer broke off'),
      });
    });
  });

  describeWithTools('its page in a browser', ['chromium'], () => {
    const server = new DevServer();
    let browser: Browser;
    let tab: Tab;

    beforeAll(async () => {
      const [command = ''] = others.flatMap((one) =>
        one.kind === 'run' ? one.commands.filter(isOfPage) : [],
      );
      await server.start(command, workspace.path, { VITE_API_URL: url, NO_COLOR: '1' }, /Local:/);
      browser = await openBrowser(requireTool('chromium').path);
    }, MINUTES);

    afterAll(async () => {
      await browser?.close();
      await server.stop();
    });

    beforeEach(async () => {
      tab = await Tab.open(browser);
      await tab.page.goto(origin);
    });

    afterEach(() => tab.close());

    const ask = (question: string) => tab.page.getByRole('button', { name: question, exact: true }).click();
    const shows = (text: string) => tab.page.getByRole('listitem').getByText(text, { exact: true }).waitFor();

    it(
      'is built without a mistake',
      () => run('npm', ['run', 'build'], { cwd: workspace.at(EXAMPLE, 'web') }),
      MINUTES,
    );

    it.each([
      ['JSON Lines', 'chat/lines'],
      ['Server-Sent Events', 'chat/events'],
    ])('shows words as they come: %s', async (form, path) => {
      await tab.page.getByText(form, { exact: true }).click();
      gate.pass(2);
      await ask(LINES);

      await shows('JSON Lines');
      await shows('2 words so far');
      await gate.holds();

      gate.open();
      await shows('26 words, whole');
      expect((await tab.exchange('OPTIONS', `${url}${path}`)).status).toBe(204);
      expect((await tab.exchange('POST', `${url}${path}`)).status).toBe(200);
      expect(tab.console).toEqual([]);
    });

    it('stops the model, and sends what was said with the next question', async () => {
      gate.pass(3);
      await ask('Count!');
      await shows('3 words so far');

      await ask('Stop');

      await gate.isLeft();
      await shows('3 words, stopped');
      gate.open();
      await ask('What did I ask first?');
      await shows('You asked first: Count!');
    });

    it('says which answer is not whole, and why', async () => {
      const alert = tab.page.getByRole('alert');

      await ask('Overload');
      await alert.getByText('The model has too much to do.').waitFor();
      await ask('Crash');
      await alert.getByText('The answer broke off.').waitFor();

      expect(await tab.page.getByText('5 words, not whole').count()).toBe(2);
    });

    it('says that an answer without an end was cut off', async () => {
      await tab.page.getByLabel('Question').fill('Count for me');
      await tab.page.getByRole('button', { name: 'Send' }).click();

      await shows('300 words, cut off: the answer was too long');
    });

    it('fits a phone: nothing is wider than the page', async () => {
      await tab.page.setViewportSize({ width: 360, height: 740 });
      await ask(LINES);
      await shows('26 words, whole');

      expect(await tab.page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    });
  });
});

/** Whether a command of the README serves the page, until it is ended. */
function isOfPage(command: string): boolean {
  return command.startsWith('npm run dev');
}
