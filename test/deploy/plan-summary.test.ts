import { planSummary } from '../../src/deploy/plan-summary';
import { NO_ROUTE_CHANGES } from '../../src/deploy/route-changes';

describe('the summary of a plan', () => {
  it('has the routes that change, those that open to anyone first', () => {
    const routes = {
      ...NO_ROUTE_CHANGES,
      added: ['GET /items/{id}', 'GET /reports'],
      opened: ['GET /reports'],
      removed: ['POST /`a`|b'],
    };
    expect(
      planSummary({ project: 'shop', environment: 'staging', plan: '1 to add', routes }),
    ).toBe(`### shop, staging

Resources: 1 to add.

**Anyone may call, and could not before**

- \`GET /reports\`

**New**

- \`GET /items/{id}\`
- \`GET /reports\`

**Ended**

- \`\`POST /\`a\`\\|b\`\`
`);
  });

  it('says that there is nothing to do, or nothing of routes', () => {
    const nothing = { project: '<b>', routes: NO_ROUTE_CHANGES };
    expect(planSummary(nothing)).toBe('### \\<b\\>\n\nNothing to do.\n');
    expect(planSummary({ ...nothing, plan: '1 to change' })).toContain(
      'No route is new, changes, ends or opens.',
    );
  });

  it('is short enough for a comment, however many routes there are', () => {
    const added = Array.from({ length: 5000 }, (_, i) => `GET /${'x'.repeat(100)}/${i}`);
    const text = planSummary({ project: 'shop', plan: '1', routes: { ...NO_ROUTE_CHANGES, added } });
    expect(text).toContain('- and 4950 more\n');
    expect(text.length).toBeLessThan(10_000);
  });
});
