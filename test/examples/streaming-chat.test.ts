import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  conversation,
  ended,
  failed,
  type Turn,
  withPiece,
} from '../../examples/streaming-chat/web/src/turn';
import { clientFiles } from '../../src/client';
import { readApiFile } from '../../src/openapi';
import { Example } from './example';

const COMING: Turn = { id: 0, question: 'Hello', answer: '', words: 0, state: 'coming' };
const word = (text: string) => ({ kind: 'word', text }) as const;

describe('the example chat', () => {
  const chat = new Example('streaming-chat');

  it('has the modules that terragate synth writes for it now', () => {
    // It throws where there are changes. Then: npx terragate synth --cwd examples/streaming-chat
    expect(chat.changesOfModules()).toEqual([]);
  });

  it('has the client that terragate client writes for it now', () => {
    // Else: npx terragate client --out examples/streaming-chat/web/src/api --cwd examples/streaming-chat
    const files = clientFiles(readApiFile(join(chat.app, 'openapi.json')));
    expect(files.size).toBeGreaterThan(5);
    for (const [name, text] of files)
      expect([name, readFileSync(join(chat.folder, 'web/src/api', name), 'utf8')]).toEqual([name, text]);
  });
});

describe('an answer on the page of the example chat', () => {
  const two = [word('One'), word(' two')].reduce<Turn>(withPiece, COMING);

  it('grows by the text of each word', () => {
    expect(two).toMatchObject({ answer: 'One two', words: 2, state: 'coming' });
  });

  it.each([
    ['whole', { kind: 'end', words: 2, reason: 'done' }],
    ['cut', { kind: 'end', words: 2, reason: 'length' }],
    ['failed', { kind: 'failure', message: 'no' }],
  ] as const)('is %s where the last piece says so', (state, piece) => {
    const turn = ended(withPiece(two, piece));
    expect(turn).toMatchObject({ answer: 'One two', state });
    expect(turn.failure).toBe(piece.kind === 'failure' ? 'no' : undefined);
  });

  it('is not whole where no piece says so', () => {
    expect(ended(two)).toMatchObject({ answer: 'One two', state: 'failed' });
  });

  it('keeps what came before an error', () => {
    expect(failed(two, new Error('gone'))).toMatchObject({ answer: 'One two', state: 'failed' });
  });

  it('is sent with the next question, and a question without one is not', () => {
    const silent = { ...COMING, question: 'Anybody?' };
    expect(conversation([two, silent], 'And?').messages).toEqual([
      { role: 'user', content: 'Hello' },
      { role: 'assistant', content: 'One two' },
      { role: 'user', content: 'And?' },
    ]);
  });

  it('of long ago is left out, where there are more messages than the API takes', () => {
    const { messages } = conversation(Array(40).fill(two), 'And?');
    expect(messages).toHaveLength(50);
    expect(messages.at(-1)).toEqual({ role: 'user', content: 'And?' });
  });
});
