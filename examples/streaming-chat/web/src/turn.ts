import { ApiError, type ChatLinesOutput, type Conversation, NetworkError } from './api';

/** A piece of an answer: the same in both forms. */
export type Piece = ChatLinesOutput;

/** How an answer stands: it still comes, or it ended in one of these ways. */
export type State = 'coming' | 'whole' | 'cut' | 'stopped' | 'failed';

/** A question and what came of it. */
export interface Turn {
  readonly id: number;
  readonly question: string;
  readonly answer: string;
  readonly words: number;
  readonly state: State;
  /** What went wrong; undefined where nothing did. */
  readonly failure?: string;
}

/** The turn with one more piece of its answer. */
export function withPiece(turn: Turn, piece: Piece): Turn {
  switch (piece.kind) {
    case 'word':
      return { ...turn, answer: turn.answer + piece.text, words: turn.words + 1 };
    case 'end':
      return { ...turn, state: piece.reason === 'length' ? 'cut' : 'whole' };
    case 'failure':
      return { ...turn, state: 'failed', failure: piece.message };
  }
}

/** The turn after the last piece. An answer is whole only where a piece said so. */
export function ended(turn: Turn): Turn {
  return turn.state === 'coming' ? { ...turn, state: 'failed', failure: 'The answer broke off.' } : turn;
}

/** The turn after an error. What came before it stays. */
export function failed(turn: Turn, error: unknown): Turn {
  return { ...turn, state: 'failed', failure: failureText(error, turn) };
}

/** All that was said, and the question. A question without an answer is left out: the API takes no empty message. */
export function conversation(turns: readonly Turn[], question: string): Conversation {
  const said = turns.filter(({ answer }) => answer);
  return {
    messages: [
      ...said.flatMap((turn) => [
        { role: 'user' as const, content: turn.question },
        { role: 'assistant' as const, content: turn.answer },
      ]),
      { role: 'user' as const, content: question },
    ].slice(-MOST_MESSAGES),
  };
}

/** As the API has it. */
const MOST_MESSAGES = 50;

function failureText(error: unknown, { answer }: Turn): string {
  if (error instanceof ApiError) return `The API answered ${error.status}.`;
  if (answer) return 'The answer broke off.';
  return error instanceof NetworkError ? 'The API does not answer.' : String(error);
}
