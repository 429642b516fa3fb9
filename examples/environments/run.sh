#!/bin/sh
# Starts the application, on this machine and in AWS Lambda with the Lambda Web Adapter.
root=${LAMBDA_TASK_ROOT:-$(cd -- "$(dirname -- "$0")" && pwd)}
cd -- "$root" || exit 1

# Packages lie beside this file. After them come the packages of layers, and those of the Lambda runtime such as boto3.
path=$root${PYTHONPATH:+:$PYTHONPATH}:/opt/python
if [ -n "${AWS_EXECUTION_ENV:-}" ]; then # AWS_Lambda_python3.13
  path=$path:/opt/python/lib/${AWS_EXECUTION_ENV#AWS_Lambda_}/site-packages
fi
export PYTHONPATH="$path${LAMBDA_RUNTIME_DIR:+:$LAMBDA_RUNTIME_DIR}"
export PYTHONUNBUFFERED=1 # a frozen process must not keep log lines

# uvicorn refuses to start with a level that it does not know.
case ${LOG_LEVEL:-} in
  CRITICAL | critical | FATAL | fatal) level=critical ;;
  ERROR | error) level=error ;;
  WARNING | warning | WARN | warn) level=warning ;;
  DEBUG | debug) level=debug ;;
  TRACE | trace) level=trace ;;
  *) level=info ;;
esac

# In Lambda, requests pass terragate_asgi.py of the package: they run the operation that API Gateway authorized, or none.
set -- app.main:app
if [ -n "${AWS_LAMBDA_FUNCTION_NAME:-}" ]; then
  export TERRAGATE_APP=app.main:app
  export TERRAGATE_ACCESS_LOG="${TERRAGATE_ACCESS_LOG:-true}"
  set -- terragate_asgi:app
fi

# Answered requests are logged by terragate_asgi, without the path, which the log of uvicorn has with its query.
# The adapter closes idle connections, after four seconds: a server that closes one first can lose a request.
exec python -m uvicorn "$@" --host 127.0.0.1 --port "${AWS_LWA_PORT:-${PORT:-8000}}" \
  --log-level "$level" --no-access-log --no-server-header --timeout-keep-alive 75
