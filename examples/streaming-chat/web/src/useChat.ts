import { useEffect, useRef, useState } from 'react';
import type { Chat } from './api';
import { conversation, ended, failed, type Turn, withPiece } from './turn';

/** In which form an answer comes. */
export type Form = 'lines' | 'events';

/** A conversation, with what goes on with it. */
export interface Conversing {
  readonly turns: readonly Turn[];
  /** Whether an answer still comes. */
  readonly isComing: boolean;
  readonly ask: (question: string, form: Form) => Promise<void>;
  readonly stop: () => void;
}

/** A conversation that grows with each piece of an answer. */
export function useChat(client: Chat): Conversing {
  const [turns, setTurns] = useState<readonly Turn[]>([]);
  const reading = useRef<AbortController>(undefined);
  useEffect(() => () => reading.current?.abort(), []);

  const ask = async (question: string, form: Form) => {
    const id = turns.length;
    const change = (how: (turn: Turn) => Turn) =>
      setTurns((all) => all.map((turn) => (turn.id === id ? how(turn) : turn)));
    const input = conversation(turns, question);
    setTurns([...turns, { id, question, answer: '', words: 0, state: 'coming' }]);

    const controller = new AbortController();
    reading.current = controller;
    const { signal } = controller;
    const pieces =
      form === 'lines' ? client.chatLines(input, { signal }) : client.chatEvents(input, { signal });
    try {
      for await (const piece of pieces) change((turn) => withPiece(turn, piece));
      change(ended);
    } catch (error) {
      change((turn) => (signal.aborted ? { ...turn, state: 'stopped' } : failed(turn, error)));
    }
  };

  return {
    turns,
    isComing: turns.at(-1)?.state === 'coming',
    ask,
    // Who stops reading ends the request
    stop: () => reading.current?.abort(),
  };
}
