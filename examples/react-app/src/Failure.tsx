import { failureText } from './failure-text';

/** What went wrong, for who looks at the page. Nothing where nothing did. */
export function Failure({ error }: { readonly error: unknown }) {
  if (!error) return null;
  return (
    <p className="failure" role="alert">
      {failureText(error)}
    </p>
  );
}
