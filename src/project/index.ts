/** A project: its app, its Terraform root, its packages, and where the settings name them. */

export { CORE_MODULES, type Router, routerProblems } from './api-settings';
export { APP_OBJECT, asgiTarget } from './app-object';
export { documentOf, missingDocument } from './document';
export { MODULE_PARTS, type ModulePart } from './module-parts';
export { notOfTheApp } from './outside-app';
export { type Modules, type Project, readProject, STATE_FOLDER } from './project';
export { type RecordedVersion, recordedVersion } from './recorded-version';
export { RETENTION_DAYS } from './retention';
