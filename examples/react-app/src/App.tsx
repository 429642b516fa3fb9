import { FileChecksum } from './FileChecksum';
import { ItemList } from './ItemList';
import { NewItem } from './NewItem';
import { Report } from './Report';
import { SignedIn } from './SignedIn';

export function App() {
  return (
    <>
      <header className="bar">
        <h1>My API</h1>
        <SignedIn />
      </header>
      <main className="grid">
        <ItemList />
        <NewItem />
        <Report />
        <FileChecksum />
      </main>
    </>
  );
}
