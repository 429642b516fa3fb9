import { type MainFile, mainFileOf, withProvider } from '../../src/connect/main-file';
import type { UserError } from '../../src/errors';
import { MAIN_TEXT } from './support';

const PROVIDER = { name: 'MyApiProvider', from: './api/MyApiProvider' };

function read(text: string): MainFile {
  const main = mainFileOf('src/main.tsx', text);
  if ('what' in main) throw new Error(main.what);
  return main;
}

/** The text with the provider. */
const provided = (text: string) => withProvider(read(text), PROVIDER);

/** The problem of a text that cannot have one. */
function problemOf(text: string) {
  const main = mainFileOf('src/main.tsx', text);
  if ('what' in main) return main;
  try {
    withProvider(main, PROVIDER);
  } catch (error) {
    return (error as UserError).problems[0];
  }
  return undefined;
}

describe('the file that renders a website', () => {
  it('gets the provider around App and its import, and keeps comments, quotes and line ends', () => {
    expect(provided(MAIN_TEXT)).toBe(`import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import './index.css'
import App from './App.tsx' // the website
import { MyApiProvider } from './api/MyApiProvider'

/* The root of the page. */
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    {/* all of it */}
    <MyApiProvider>
      <App />
    </MyApiProvider>
  </StrictMode>,
)
`);
  });

  it('is laid out as it is: semicolons, double quotes, tabs, line ends of Windows', () => {
    const text =
      'import App from "./App";\r\n\r\nroot.render(\r\n\t<StrictMode>\r\n\t\t<App\r\n\t\t\tkind="a"\r\n\t\t/>\r\n\t</StrictMode>\r\n);\r\n';

    expect(provided(text)).toBe(
      'import App from "./App";\r\nimport { MyApiProvider } from "./api/MyApiProvider";\r\n\r\nroot.render(\r\n\t<StrictMode>\r\n\t\t<MyApiProvider>\r\n\t\t\t<App\r\n\t\t\t\tkind="a"\r\n\t\t\t/>\r\n\t\t</MyApiProvider>\r\n\t</StrictMode>\r\n);\r\n',
    );
  });

  it.each([
    ['on one line', 'root.render(<App />);', 'root.render(<MyApiProvider><App /></MyApiProvider>);'],
    [
      'with something in it',
      'root.render(<App>text</App>);',
      'root.render(<MyApiProvider><App>text</App></MyApiProvider>);',
    ],
    [
      'in a property',
      'root.render(<Route element={<App />} />);',
      'root.render(<Route element={<MyApiProvider><App /></MyApiProvider>} />);',
    ],
    [
      'of a router',
      'root.render(<RouterProvider router={router} />);',
      'root.render(<MyApiProvider><RouterProvider router={router} /></MyApiProvider>);',
    ],
    [
      'of a router of their own',
      'root.render(<Theme><AppRouter /></Theme>);',
      'root.render(<Theme><MyApiProvider><AppRouter /></MyApiProvider></Theme>);',
    ],
    [
      'of a router in a router',
      'root.render(<BrowserRouter><AppRouter /></BrowserRouter>);',
      'root.render(<MyApiProvider><BrowserRouter><AppRouter /></BrowserRouter></MyApiProvider>);',
    ],
    [
      'that has text of several lines, which stays as it is',
      'root.render(\n  <App text={`a\nb`} />,\n);',
      'root.render(\n  <MyApiProvider>\n    <App text={`a\nb`} />\n  </MyApiProvider>,\n);',
    ],
  ])('gets it around an element %s', (_, line, expected) => {
    expect(provided(`import App from './App';\n${line}\n`)).toBe(
      `import App from './App';\nimport { MyApiProvider } from './api/MyApiProvider';\n${expected}\n`,
    );
  });

  it('gets it around App where a router is around that', () => {
    const text = 'root.render(<RouterProvider><App /></RouterProvider>);\n';
    expect(provided(`import a from 'a';\n${text}`)).toContain(
      '<RouterProvider><MyApiProvider><App /></MyApiProvider></RouterProvider>',
    );
  });

  it('keeps a comment of several lines that begins behind the last import', () => {
    const text = "import App from './App'; /* one\ntwo */\nroot.render(<App />);\n";
    expect(provided(text)).toContain(
      "import App from './App';\nimport { MyApiProvider } from './api/MyApiProvider'; /* one\ntwo */\n",
    );
  });

  it('stays as it is where both are there, whatever the import is called with', () => {
    const once = provided(MAIN_TEXT);
    expect(provided(once)).toBe(once);
    for (const from of ['./api/MyApiProvider.tsx', '@/api/MyApiProvider']) {
      const other = once.replace('./api/MyApiProvider', from);
      expect(provided(other)).toBe(other);
    }
  });

  it('stays as it is where a user has moved the provider', () => {
    const moved = provided(MAIN_TEXT)
      .replace(/ *<\/?MyApiProvider>\n/g, '')
      .replace('<StrictMode>', '<StrictMode>\n    <MyApiProvider>')
      .replace('  </StrictMode>', '    </MyApiProvider>\n  </StrictMode>');
    expect(provided(moved)).toBe(moved);
  });

  it('gets what it lacks where one of the two is there', () => {
    const once = provided(MAIN_TEXT);
    const line = "import { MyApiProvider } from './api/MyApiProvider'\n";
    expect(provided(once.replace(line, ''))).toBe(once);
    expect(
      provided(MAIN_TEXT.replace("'./App.tsx' // the website\n", `'./App.tsx' // the website\n${line}`)),
    ).toBe(once);
  });

  it('is refused where it has a syntax error, with its place', () => {
    expect(problemOf('import App from "./App";\nroot.render(<App>);\n')).toMatchObject({
      where: expect.stringMatching(/^src\/main\.tsx:[23]:\d+$/),
      what: expect.stringContaining('the file has a syntax error: '),
    });
  });

  it.each([
    ['no App', 'root.render(<Page />);', 'no <App/> is rendered, and no router'],
    ['App in a comment alone', '// <App />\nroot.render(<Page />);', 'no <App/> is rendered, and no router'],
    [
      'App twice',
      'const a = <App />;\nroot.render(<App />);',
      '<App> is rendered in 2 places (line 1, line 2)',
    ],
  ])('is refused where it renders %s', (_, text, what) => {
    expect(problemOf(text)).toMatchObject({
      where: 'src/main.tsx',
      what,
      fix: expect.stringContaining('<App />'),
    });
  });

  it.each([
    ["import { MyApiProvider } from './mine';", 'it is imported from ./mine'],
    ["import { Other as MyApiProvider } from '../mine';", 'it is imported from ../mine'],
    ['const MyApiProvider = 1;', 'the name MyApiProvider is taken'],
    ['function MyApiProvider() {}', 'the name MyApiProvider is taken'],
  ])('is refused where the name is taken: %s', (line, what) => {
    expect(problemOf(`\n${line}\nroot.render(<App />);`)).toMatchObject({
      where: 'src/main.tsx:2',
      what: expect.stringContaining(what),
    });
  });
});
