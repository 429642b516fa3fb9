/** The APIs of a project, read from its files: as data, as a table, as a diagram. */
export { appTable } from './app-table';
export { costReport } from './cost';
export { costTable } from './cost-table';
export { hasOwnRoutes, inspect } from './inspect';
export { MERMAID_MARK, mermaid } from './mermaid';
export type { ApiReport, Inspection, LimitReport, OperationReport } from './report';
export { SVG_MARK, svg } from './svg';
export { type TableOptions, table } from './table';
