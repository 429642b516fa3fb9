export { connectedAuth } from './out-folder';
export { type ConnectOptions, type ConnectPlan, type FileChange, planConnect } from './plan';
export { readWebsite, type Website } from './website';
export { writePlan } from './write';
