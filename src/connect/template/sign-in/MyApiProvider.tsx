import { type ReactNode, useMemo } from 'react';
import { MyApi } from './client';
import { MyApiContext } from './MyApiContext';
import { QueryProvider } from './QueryProvider';
import { myApiQueries } from './queries';
import { RuntimeConfigProvider } from './RuntimeConfigProvider';
import { SignIn } from './SignIn';
import { useConnection } from './useConnection';

interface Props {
  readonly children: ReactNode;
  /** What is shown where the settings of the website cannot be loaded. @default - a sentence */
  readonly fallback?: ReactNode;
}

/** Gives what is below it MyApi: useMyApi() and useMyApiClient(). */
export function MyApiProvider({ children, fallback }: Props) {
  return (
    <RuntimeConfigProvider fallback={fallback}>
      <QueryProvider>
        <SignIn>
          <Connected>{children}</Connected>
        </SignIn>
      </QueryProvider>
    </RuntimeConfigProvider>
  );
}

function Connected({ children }: { readonly children: ReactNode }) {
  const connection = useConnection();
  const api = useMemo(
    () => ({ client: new MyApi(connection), queries: myApiQueries(connection) }),
    [connection],
  );
  return <MyApiContext.Provider value={api}>{children}</MyApiContext.Provider>;
}
