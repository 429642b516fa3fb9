import type { AppPlace } from './find-app';

/** The script that starts an application in Lambda, behind the Lambda Web Adapter. */
export function runScript({ appObject, pythonPath }: AppPlace): string {
  const factory = appObject.endsWith('()') ? ' --factory' : '';
  const folder = pythonPath === undefined ? '' : ` --app-dir ${pythonPath}`;
  return `#!/bin/sh
# Starts the application in AWS Lambda with the Lambda Web Adapter, and on this machine.
root=\${LAMBDA_TASK_ROOT:-$(cd -- "$(dirname -- "$0")" && pwd)}
cd -- "$root" || exit 1

# Packages lie beside this file. After them come those of layers, and of the Lambda runtime such as boto3.
export PYTHONPATH="$root\${PYTHONPATH:+:$PYTHONPATH}:/opt/python\${LAMBDA_RUNTIME_DIR:+:$LAMBDA_RUNTIME_DIR}"
export PYTHONUNBUFFERED=1 # a frozen process must not keep log lines

exec python -m uvicorn ${appObject.replace('()', '')}${factory}${folder} \\
  --host 127.0.0.1 --port "\${AWS_LWA_PORT:-\${PORT:-8000}}" --no-access-log --no-server-header
`;
}

/** The module by which Mangum hands Lambda's events to an application. */
export function mangumHandler({ appObject, pythonPath }: AppPlace): string {
  const [module = '', name = ''] = appObject.replace('()', '').split(':');
  const path =
    pythonPath === undefined
      ? ''
      : `import sys
from pathlib import Path

`;
  const found =
    pythonPath === undefined ? '' : `sys.path.insert(0, str(Path(__file__).parent / "${pythonPath}"))\n\n`;
  const late = pythonPath === undefined ? '' : '  # noqa: E402';
  const app = appObject.endsWith('()') ? `${name}()` : name;
  return `"""What AWS Lambda calls: hands its events to the application."""

${path}from mangum import Mangum

${found}from ${module} import ${name}${late}

handler = Mangum(${app})
`;
}
