import { costOf } from './formulas';
import type { Price } from './prices';

/** The month of an account: its APIs share the free units and the tiers of each price. */
export class AccountMonth {
  /** Free units that are used, by service and unit: those of Lambda's time count for both processors. */
  private readonly given = new Map<string, number>();
  private readonly paid = new Map<Price, number>();

  /** @param freeTier whether the units that are free in each account are left out */
  constructor(private readonly freeTier: boolean) {}

  /** US dollars of a quantity beside what the account has used before. */
  add(quantity: number, price: Price): number {
    const service = `${price.page} ${price.unit}`;
    const given = this.given.get(service) ?? 0;
    const free = this.freeTier ? Math.min(quantity, Math.max(0, (price.free ?? 0) - given)) : 0;
    this.given.set(service, given + free);
    const before = this.paid.get(price) ?? 0;
    const after = before + quantity - free;
    this.paid.set(price, after);
    return costOf(after, price) - costOf(before, price);
  }
}
