import { codeSpan, type Markdown, markdown } from '../language';
import type { OnAws } from './aws';

/** The routes of one kind that are written at most: a comment has a largest size. */
const MOST = 50;

/**
 * The plan of a deployment as Markdown, for a comment or the page of a pipeline: routes, and counts of resources. It
 * names no account and no value, as whoever sees the repository may read it.
 */
export function planSummary({ project, environment, plan, routes }: Plan): string {
  const lists: readonly (readonly [title: Markdown, items: readonly string[]])[] = [
    [markdown`Anyone may call, and could not before`, routes.opened],
    [markdown`New`, routes.added],
    [markdown`Changed`, routes.changed],
    [markdown`Ended`, routes.removed],
    [markdown`Known after the apply: the document of`, routes.unknown],
  ];
  const parts = lists.filter(([, items]) => items.length).map(([title, items]) => listed(title, items));
  const resources =
    plan === undefined ? markdown`Nothing to do.` : markdown`Resources: ${plan}. ${noRoutes(parts.length)}`;
  const title = markdown`### ${environment === undefined ? project : `${project}, ${environment}`}`;
  return `${markdown.join([title, resources, ...parts], '\n\n').text.replace(/ +$/gm, '')}\n`;
}

type Plan = Pick<OnAws, 'project' | 'environment' | 'plan' | 'routes'>;

function noRoutes(lists: number): Markdown {
  return lists ? markdown`` : markdown`No route is new, changes, ends or opens.`;
}

function listed(title: Markdown, items: readonly string[]): Markdown {
  const shown = items.slice(0, MOST).map((item) => markdown`- ${codeSpan(item)}`);
  const rest = items.length > MOST ? [markdown`- and ${items.length - MOST} more`] : [];
  return markdown.join([markdown`**${title}**`, markdown``, ...shown, ...rest], '\n');
}
