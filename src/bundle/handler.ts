import { join } from 'node:path';
import { UserError } from '../errors';

/**
 * Refuses a handler that no file of the application belongs to: Lambda would report it with the first request.
 *
 * @param handler `run.sh`, a script that the Lambda Web Adapter starts, or `app.main.handler`, a function of Python
 * @param pythonPath folder that modules are imported from too, with `/`: `src`, of a function whose PYTHONPATH names it
 * @throws UserError with what to write
 */
export function checkHandler(
  project: string,
  handler: string,
  files: readonly { readonly name: string }[],
  pythonPath = '.',
): void {
  const names = new Set(files.map(({ name }) => name));
  const script = !/^[\w/]+(\.\w+)+$/.test(handler) || handler.endsWith('.sh');
  if (script) {
    if (names.has(handler)) return;
    throw new UserError([
      {
        where: join(project, handler),
        what: `the script ${handler} does not exist, and the function starts with it (handler)`,
        fix: `write the script with two lines, the application's own name in place of main:app:\n             ${RUN_SH.join('\n             ')}`,
      },
    ]);
  }
  const module = handler.slice(0, handler.lastIndexOf('.')).replaceAll('.', '/');
  const places = pythonPath === '.' ? [''] : ['', `${pythonPath}/`];
  if (places.some((at) => names.has(`${at}${module}.py`) || names.has(`${at}${module}/__init__.py`))) return;
  throw new UserError([
    {
      where: 'handler',
      what: `the handler's module ${module}.py is not in ${project}`,
      got: handler,
      fix: 'name a function as module.function, such as app.main.handler, or a script, such as run.sh',
    },
  ]);
}

/**
 * The script that starts an app behind the Lambda Web Adapter.
 *
 * @see https://github.com/awslabs/aws-lambda-web-adapter/tree/main/examples/fastapi-zip
 */
const RUN_SH = [
  '#!/bin/sh',
  `TERRAGATE_APP=main:app exec python -m uvicorn terragate_asgi:app --host 127.0.0.1 --port "\${AWS_LWA_PORT:-8080}"`,
];
