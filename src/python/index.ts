/** Programs of Python: an interpreter, environments with locked packages, and where they are kept. */
export { alive, exclusively } from './exclusive';
export {
  ignoredFolder,
  projectCache,
  readJson,
  readText,
  sha256,
  temporaryFolder,
  userCache,
  writeWhole,
} from './files';
export { askVersion, type FindPythonOptions, findPython, fits, type Python } from './find';
export { createVenv, type InstallOptions, installInto } from './install';
export { type Needed, type NeedPythonOptions, needPython, pythonAndUv } from './need';
export { INSTALL_ENV, interpreter, type LockedPackages, PIP_QUIET } from './pip';
export {
  endedBy,
  type Finished,
  failure,
  lastLines,
  type Progress,
  quoted,
  type Run,
  type RunOptions,
  run,
  type Step,
  unreachable,
} from './run';
export { signalGroup } from './signal';
export { ensureTool, pythonEnvironment, type ToolSpec } from './tool';
export { findUv, hasUv } from './uv';
export { atLeast } from './version';
