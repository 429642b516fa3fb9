/** What a project is: its app, its Terraform root, its packages, and where the settings say so. */
export { APP_OBJECT, asgiTarget } from './app-object';
export { documentOf } from './document';
export { API_KINDS, CORE_MODULES, type Router, routerProblems } from './modules';
export { notOfTheApp } from './outside-app';
export { type Modules, type Project, readProject, STATE_FOLDER } from './project';
export { RETENTION_DAYS } from './retention';
