import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandLine } from '../support/cli';
import { describeWithTools } from '../support/tools';
import { Workspace } from '../support/workspace';

const MINUTES = 60_000;

/** Projects with locks that the tools themselves have made, and the package beside them. */
const FIXTURES = 'test/bundle/kinds';
const MEMBER = `[project]
name = "shop"
version = "1"
requires-python = ">=3.11"
dependencies = ["fastapi", "uvicorn", "lib"]

[tool.uv.sources]
lib = { workspace = true }

[dependency-groups]
dev = ["iniconfig"]
`;
const NEEDS_A_VARIABLE = `import os

from fastapi import FastAPI
from lib import NAME

KEY = os.environ["SHOP_KEY"]
app = FastAPI()


@app.get("/")
def where() -> dict[str, str | int]:
    return {"lib": NAME, "characters": len(KEY)}
`;

const NEVER_IMPORTED = `import os

from fastapi import FastAPI
from lib import NAME


def create_app() -> FastAPI:
    if "AWS_LAMBDA_FUNCTION_NAME" not in os.environ:
        raise RuntimeError("imported outside of the function")
    app = FastAPI()

    @app.get("/orders/{order_id}")
    def order(order_id: int) -> dict[str, str | int]:
        return {"lib": NAME, "order": order_id}

    return app
`;
const DOCUMENT = `openapi: 3.1.0
info: { title: Orders, version: "1" }
paths:
  /orders/{order_id}:
    get:
      operationId: order
      parameters: [{ name: order_id, in: path, required: true, schema: { type: integer } }]
      responses: { "200": { description: OK } }
`;

interface Kind {
  /** Folders of the fixtures, and where they are copied to. */
  readonly from: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly add: readonly string[];
  /** A change of the module's call in infra/main.tf: a pattern, and what takes its place. */
  readonly edit: readonly [pattern: RegExp, text: string];
  readonly path: string;
  readonly answer: unknown;
}

// The src layout with a factory is lived through in test/deploy/generated.tools.ts, each kind of lock in test/bundle/kinds.tools.ts
const KINDS: Readonly<Record<string, Kind>> = {
  'a member of a workspace, with a package beside it and a secret': {
    from: { lib: 'libs/lib' },
    files: {
      'pyproject.toml': '[tool.uv.workspace]\nmembers = ["shop", "libs/*"]\n',
      'shop/pyproject.toml': MEMBER,
      'shop/main.py': NEEDS_A_VARIABLE,
      'shop/.env': 'SHOP_KEY="open sesame"\n',
    },
    folder: 'shop',
    add: ['--env-file', '.env'],
    edit: [/\bvar\.secrets\b/, '{ SHOP_KEY = "arn:aws:ssm:us-east-1:123456789012:parameter/shop/key" }'],
    path: '/',
    answer: { lib: 'lib', characters: 'open sesame'.length },
  },
  'one of Poetry with a package beside it, a factory one folder below and a document of its own': {
    from: { lib: 'lib', 'poetry-2': 'shop' },
    files: { 'shop/server/main.py': NEVER_IMPORTED, 'shop/api.yaml': DOCUMENT },
    folder: 'shop',
    add: ['--app', 'server/main.py:create_app()', '--openapi', 'api.yaml'],
    edit: [/(?<=\n)(?= {2}auth )/, '  env = { LOG_LEVEL = "INFO" }\n'],
    path: '/orders/7',
    answer: { lib: 'lib', order: 7 },
  },
};

describeWithTools('a project that is added', ['terraform', 'python3.13', 'lambda-adapter'], () => {
  const workspace = new Workspace('added-kinds');

  test.each(Object.entries(KINDS))(
    'answers: %s',
    async (name, { from, files, folder, add, edit, path, answer }) => {
      const root = name.split(' ').join('-').replace(/\W+/g, '-');
      for (const [fixture, to] of Object.entries(from))
        workspace.copy(join(FIXTURES, fixture), join(root, to));
      for (const [file, text] of Object.entries(files)) workspace.write(join(root, file), text);
      const project = new CommandLine(workspace.at(root, folder));
      await project.json('add', '--name', 'shop', '--auth', 'None', ...add);
      project.edit('infra/main.tf', (text) => text.replace(...edit));
      expect(readFileSync(join(project.folder, 'infra/main.tf'), 'utf8')).toContain(edit[1]);
      try {
        await project.json('up');
        const { code, stdout } = await project.run(['invoke', 'GET', path]);
        expect([code, JSON.parse(stdout)]).toEqual([0, answer]);
      } finally {
        await project.run(['down']);
      }
    },
    5 * MINUTES,
  );
});
