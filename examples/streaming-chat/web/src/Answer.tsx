import type { State, Turn } from './turn';

const STATES: Readonly<Record<State, string>> = {
  coming: ' so far',
  whole: ', whole',
  cut: ', cut off: the answer was too long',
  stopped: ', stopped',
  failed: ', not whole',
};

/** An answer as far as it is there, and how it stands. */
export function Answer({ turn }: { readonly turn: Turn }) {
  const { answer, words, state, failure } = turn;
  return (
    <div className="answer" data-state={state}>
      {(answer || state === 'coming') && <p className="said">{answer}</p>}
      {failure && (
        <p className="failure" role="alert">
          {failure}
        </p>
      )}
      <p className="hint">
        {words} {words === 1 ? 'word' : 'words'}
        {STATES[state]}
      </p>
    </div>
  );
}
