/** Runs a project, on this machine or on AWS. */
export { type AwsOptions, downOnAws, type OnAws, upOnAws } from './aws';
export type { Endpoint, Instance } from './background/instance';
export { makePackage } from './build';
export { synthesize } from './cdktf';
export { environmentOf, exportDocument, withFreshDocument } from './document';
export { type Down, down } from './down';
export { endpointHere, endpointOf } from './endpoint';
export { type Answer, type AnswerHead, type InvokeOptions, invoke } from './invoke';
export { type LogLine, type LogsOptions, logs } from './logs';
export { holderOf, type PortHolder, takenBy } from './port-holder';
export { type Report, SILENT, type StageResult } from './report';
export { DoesNotStart } from './start-check';
export { type Status, sdkVariables, status } from './status';
export { type SynthOptions, synthProject, type WrittenModules, writeModules } from './synth';
export { Interrupted } from './terraform';
export { token } from './token';
export { type Up, type UpOptions, USUAL_PORT, up } from './up';
export { isByTheWay, watch } from './watch';
