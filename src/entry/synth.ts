/** `terragate/synth`: a document to the modules of a project, as files. */
export { emitHcl, moduleFiles, writeTree } from '../emit';
export { type ApiModel, type ApiOperation, readApi, readApiFile } from '../openapi';
export {
  checkSynth,
  type ModulesProps,
  moduleTree,
  type SynthProps,
  type SynthResult,
  synth,
} from '../synth';
