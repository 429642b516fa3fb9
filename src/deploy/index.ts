/** Runs a project, on this machine or on AWS. */
export { type AwsOptions, downOnAws, type OnAws, upOnAws } from './aws';
export { documentOf, exportDocument, makePackage, writeModules } from './build';
export { door } from './door';
export { type Down, down } from './down';
export type { Door, Instance } from './instance';
export { type Answer, type InvokeOptions, invoke } from './invoke';
export { type LogLine, type LogsOptions, logs } from './logs';
export { type Report, SILENT, type Told } from './report';
export { type Status, status } from './status';
export { Interrupted } from './terraform';
export { type Up, type UpOptions, up } from './up';
export { watch } from './watch';
