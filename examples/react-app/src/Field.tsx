import { type ReactNode, useId } from 'react';

/** What an input has of its field. */
interface InputProps {
  readonly id: string;
  readonly 'aria-invalid': boolean;
  readonly 'aria-describedby': string | undefined;
}

interface Props {
  readonly label: string;
  readonly error: string | undefined;
  readonly children: (input: InputProps) => ReactNode;
}

/** An input with its label, and with what is wrong with it. */
export function Field({ label, error, children }: Props) {
  const id = useId();
  const errorId = `${id}-error`;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        'aria-invalid': error !== undefined,
        'aria-describedby': error === undefined ? undefined : errorId,
      })}
      {error !== undefined && (
        <p id={errorId} className="failure" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
