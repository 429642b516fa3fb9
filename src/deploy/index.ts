/** Runs a project, on this machine or on AWS. */
export { agreed } from './agreed';
export { appReport } from './app-report';
export { type AwsOptions, downOnAws, type OnAws, upOnAws } from './aws';
export type { FunctionState } from './aws-account';
export { invokeOnAws } from './aws-invoke';
export { type AwsLogsOptions, logsOnAws } from './aws-logs';
export type { AwsPlace } from './aws-place';
export { type ApiOnAws, type StatusOnAws, statusOnAws } from './aws-status';
export { type Backend, type BackendOptions, makeBackend } from './backend';
export type { Endpoint, Instance } from './background/instance';
export { makePackage } from './build';
export { synthesize } from './cdktf';
export { addressOf, deploymentOf, notDeployed } from './deployment';
export { environmentOf, exportDocument, withFreshDocument } from './document';
export { type Down, down } from './down';
export { checkEnded, whileEnded } from './ended';
export { endpointHere, endpointOf } from './endpoint';
export { type EventOptions, type EventOutcome, sendEvent, sendEventOnAws } from './event';
export { eventIn } from './event-file';
export { type Answer, type AnswerHead, type InvokeOptions, invoke } from './invoke';
export { type LogLine, type LogsOptions, logs } from './logs';
export { namedApi } from './named-api';
export { planSummary } from './plan-summary';
export { holderOf, type PortHolder, takenBy } from './port-holder';
export { type Report, SILENT, type StageResult } from './report';
export { listVersions, type RolledBack, rollback, shortHash, type VersionList } from './rollback';
export {
  type ListedSecret,
  listSecrets,
  removeSecret,
  type SecretList,
  type SecretRemoved,
  type SecretSet,
  type StoreName,
  setSecret,
} from './secrets';
export { DoesNotStart } from './start-check';
export { type Status, sdkVariables, status } from './status';
export { type SynthOptions, synthProject, type WrittenModules, writeModules } from './synth';
export { Interrupted } from './terraform';
export { token } from './token';
export { type Up, type UpOptions, USUAL_PORT, up } from './up';
export { isByTheWay, watch } from './watch';
