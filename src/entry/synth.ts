/** `terragate/synth`: a document to the modules of a project, as files. */
export { emitHcl, type FilesOptions, moduleFiles, writeTree } from '../emit';
export type { EmittedHcl } from '../emit/module-files';
export type { TreeChange } from '../emit/tree';
export { type ApiModel, type ApiOperation, readApi, readApiFile } from '../openapi';
export type { Json, JsonObject } from '../openapi/json-value';
export type {
  ApiContent,
  ApiInfo,
  ApiMedia,
  ApiParameter,
  ApiRequestBody,
  ApiResponse,
  ApiServer,
  ApiTag,
  ApiWarning,
  RawSchema,
  WarningKind,
} from '../openapi/model';
export type { Router } from '../project/api-settings';
export type { ModulePart } from '../project/module-parts';
export {
  checkSynth,
  type ModulesProps,
  moduleTree,
  type SynthProps,
  type SynthResult,
  synth,
} from '../synth';
