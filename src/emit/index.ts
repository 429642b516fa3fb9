export { type FilesOptions, moduleFiles } from './files';
export { type EmittedHcl, emitHcl, MARKER } from './module-files';
export { compareTree, type TreeChange, writeTree } from './tree';
export { operationNames } from './typescript/names';
