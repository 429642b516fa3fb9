/** Python project -> Lambda package: environment, OpenAPI document, zip. */
export { megabytes } from './limits';
export { type ExportOptions, exportOpenApi } from './openapi';
export { buildPackage, type LambdaPackage, type PackageOptions } from './package';
export { findPython, type Python } from './python';
export type { Progress } from './run';
export { ARCHITECTURES, type Architecture, PYTHON_VERSIONS, type PythonVersion } from './target';
export { ensureVenv, type Venv, type VenvOptions } from './venv';
