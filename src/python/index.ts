export { askVersion, type FindPythonOptions, findPython, fits, type Python } from './find';
export { createVenv, type InstallOptions, installInto } from './install';
export { hasWholePackages } from './intact';
export { type EnsurePythonOptions, ensurePython, type Needed, pythonAndUv } from './need';
export { INSTALL_ENV, interpreter, type LockedPackages, PIP_QUIET, runInstaller } from './pip';
export { ensureTool, pythonEnvironment, type ToolSpec } from './tool';
export { findUv, hasUv } from './uv';
