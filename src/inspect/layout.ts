import { type Diagram, type Gate, type Group, type Line, linesOf, type Target } from './diagram';
import { count } from './labels';
import { type Font, textWidth } from './text-width';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Named extends Box {
  readonly title: string;
  readonly subtitle: string;
}

interface Card extends Box {
  readonly title: string;
  readonly lines: readonly Line[];
}

interface Edge {
  readonly from: readonly [x: number, y: number];
  readonly to: readonly [x: number, y: number];
  readonly open: boolean;
}

/** A diagram with a place for everything, in pixels. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly client: Box;
  readonly api: Named;
  readonly gates: readonly (Named & { readonly open: boolean })[];
  readonly targets: readonly (Named & { readonly cards: readonly Card[]; readonly unreached: boolean })[];
  readonly edges: readonly Edge[];
}

const CLIENT = { width: 84, height: 40 };
const API = { x: 130, width: 200, widest: 420, height: 58, margin: 12, after: 50 };
const GATE = { width: 240, widest: 480, height: 50, gap: 18, margin: 12, after: 60 };
const TARGET = { gap: 24, head: 56, padding: 14 };
const CARD = { gap: 12, head: 28, line: 16, bottom: 10, wide: 330, narrow: 270, widest: 1200, title: 480 };
/** Pixels of what stands beside the text of a line: margins, the method, and the word for what is open. */
export const LINE = { margin: 10, method: 52, open: 46 };

/** The least and the greatest width of a box, and the margin of its title on each side. */
interface Room {
  readonly width: number;
  readonly widest: number;
  readonly margin: number;
}

/** Gives everything its place: from the left to the right, the cards of a target in columns of about equal height. */
export function placed({ title, subtitle, gates, targets, edges }: Diagram): Drawing {
  const apiWidth = roomFor([title], 'head', API);
  const gateX = API.x + apiWidth + API.after;
  const gateWidth = roomFor(
    gates.map((one) => one.title),
    'title',
    GATE,
  );
  const targetX = gateX + gateWidth + GATE.after;
  const placedTargets: ReturnType<typeof target>[] = [];
  let y = 0;
  for (const one of targets) {
    const box = target(one, targetX, y);
    placedTargets.push(box);
    y = box.y + box.height + TARGET.gap;
  }
  const gatesHeight = gates.length * (GATE.height + GATE.gap) - GATE.gap;
  const placedGates = gates.map((one, i) => gate(one, gateX, gateWidth, i));
  const middle = Math.max(gatesHeight, API.height) / 2;
  const client = { x: 0, y: middle - CLIENT.height / 2, ...CLIENT };
  const { x, height } = API;
  const api = { x, y: middle - height / 2, width: apiWidth, height, title, subtitle };
  const right = Math.max(gateX + gateWidth, ...placedTargets.map((one) => one.x + one.width));
  return {
    width: right,
    height: Math.max(gatesHeight, API.height, y - TARGET.gap),
    client,
    api,
    gates: placedGates,
    targets: placedTargets,
    edges: [
      { from: [client.x + client.width, middle], to: [api.x, middle], open: false },
      ...placedGates.map((one) => ({
        from: [api.x + api.width, middle] as const,
        to: [one.x, one.y + one.height / 2] as const,
        open: one.open,
      })),
      ...edges.flatMap(([from, to]) => {
        const start = placedGates[from];
        const end = placedTargets[to];
        if (!start || !end) return [];
        // Edges to one target arrive below one another, in the order of the gates
        const beside = edges.filter(([, other]) => other === to).sort(([a], [b]) => a - b);
        const place = beside.findIndex(([other]) => other === from);
        const step = Math.min(12, (end.height - 24) / Math.max(1, beside.length));
        return [
          {
            from: [start.x + start.width, start.y + start.height / 2] as const,
            to: [end.x, end.y + 24 + step * place] as const,
            open: start.open,
          },
        ];
      }),
    ],
  };
}

function gate({ title, operations, open }: Gate, x: number, width: number, i: number) {
  const y = i * (GATE.height + GATE.gap);
  return { x, y, width, height: GATE.height, title, subtitle: count(operations, 'operation'), open };
}

function target(
  { title, subtitle, groups, unreached }: Target,
  x: number,
  y: number,
): Drawing['targets'][number] {
  const detailed = groups.every((group) => group.detailed);
  const width = widthOf(groups, detailed ? CARD.wide : CARD.narrow);
  const columns = Math.max(1, Math.min(groups.length, detailed ? (groups.length > 3 ? 2 : 1) : 4));
  const ends = Array.from({ length: columns }, () => y + TARGET.head);
  const cards = groups.map((group): Card => {
    const column = ends.indexOf(Math.min(...ends));
    const card = {
      ...boxOf(group, width),
      x: x + TARGET.padding + column * (width + CARD.gap),
      y: ends[column] ?? y,
    };
    ends[column] = card.y + card.height + CARD.gap;
    return card;
  });
  return {
    x,
    y,
    width: 2 * TARGET.padding + columns * (width + CARD.gap) - CARD.gap,
    height: Math.max(...ends) - CARD.gap + TARGET.padding - y,
    title,
    subtitle,
    cards,
    unreached,
  };
}

/** The width of a box with room for each of its titles, as far as there is some. */
function roomFor(titles: readonly string[], font: Font, { width, widest, margin }: Room): number {
  const widths = titles.map((title) => Math.ceil(2 * margin + textWidth(title, font)) + 1);
  return Math.min(widest, Math.max(width, ...widths));
}

/** The width of the cards of a target, with room for each of their lines, and for titles that are not very long. */
function widthOf(groups: readonly Group[], least: number): number {
  const lines = groups.flatMap(linesOf).map(({ method, text, open }) => {
    const beside = 2 * LINE.margin + (method ? LINE.method : 0) + (open ? LINE.open : 0);
    return Math.ceil(beside + textWidth(text, 'mono')) + 1;
  });
  const titles = groups.map(({ title }) => title);
  const title = roomFor(titles, 'title', { width: least, widest: CARD.title, margin: LINE.margin });
  return Math.min(CARD.widest, Math.max(title, ...lines));
}

function boxOf(group: Group, width: number) {
  const lines = linesOf(group);
  return {
    title: group.title,
    lines,
    width,
    height: CARD.head + lines.length * CARD.line + CARD.bottom - 6,
  };
}
