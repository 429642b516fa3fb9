/** The pipeline of a project: its workflow at GitHub, and the roles that it has on AWS. */
export { type HostName, type PipelineOptions, type PipelinePlan, planPipeline } from './plan';
export { arnOf } from './roles';
export { writePipeline } from './write';
