import { type FormEvent, useEffect, useRef, useState } from 'react';
import { Answer } from './Answer';
import { Chat } from './api';
import { type Form, useChat } from './useChat';

const client = new Chat({ baseUrl: import.meta.env.VITE_API_URL ?? 'http://localhost:8400/' });

const FORMS: readonly (readonly [form: Form, name: string])[] = [
  ['lines', 'JSON Lines'],
  ['events', 'Server-Sent Events'],
];

/** Questions that the model of the example has an answer to; the last two fail in the middle of it. */
const QUESTIONS = ['What is JSON Lines?', 'What did I ask first?', 'Count!', 'Overload', 'Crash'];

export function App() {
  const { turns, isComing, ask, stop } = useChat(client);
  const [form, setForm] = useState<Form>('lines');
  const [question, setQuestion] = useState('');
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (turns.length) end.current?.scrollIntoView({ block: 'end' });
  }, [turns]);

  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!question.trim() || isComing) return;
    setQuestion('');
    void ask(question.trim(), form);
  };

  return (
    <>
      <header className="bar">
        <h1>Chat</h1>
        <fieldset className="forms" disabled={isComing}>
          <legend>Answers come as</legend>
          {FORMS.map(([value, name]) => (
            <label key={value}>
              <input
                type="radio"
                name="form"
                value={value}
                checked={form === value}
                onChange={() => setForm(value)}
              />
              <span>{name}</span>
            </label>
          ))}
        </fieldset>
      </header>
      <main>
        {turns.length === 0 && <p className="hint">Ask something: the answer comes word by word.</p>}
        <ol className="turns" aria-label="Conversation" aria-live="polite" aria-busy={isComing}>
          {turns.map((turn) => (
            <li key={turn.id}>
              <p className="question">{turn.question}</p>
              <Answer turn={turn} />
            </li>
          ))}
        </ol>
        <div ref={end} className="end" />
      </main>
      <footer>
        <div className="questions">
          {QUESTIONS.map((one) => (
            <button
              key={one}
              type="button"
              className="quiet"
              disabled={isComing}
              onClick={() => void ask(one, form)}
            >
              {one}
            </button>
          ))}
        </div>
        <form onSubmit={send}>
          <input
            aria-label="Question"
            placeholder="Question"
            autoComplete="off"
            maxLength={2000}
            value={question}
            onChange={({ currentTarget }) => setQuestion(currentTarget.value)}
          />
          {isComing ? (
            <button type="button" onClick={stop}>
              Stop
            </button>
          ) : (
            <button type="submit">Send</button>
          )}
        </form>
      </footer>
    </>
  );
}
