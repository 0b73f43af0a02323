import type { Demand, Flow } from '../contracts/demand.js';

/**
 * Carries "stop" and "go on" from the client's socket to the upstream's, since an Observable has no way to say it. The sink
 * opens and closes the gate; the source attaches its flow.
 */
export class DemandGate implements Demand {
  private flow?: Flow;
  private isOpen = true;

  attach(flow: Flow): void {
    this.flow = flow;
    if (!this.isOpen) flow.pause();
  }

  open(): void {
    if (this.isOpen) return;
    this.isOpen = true;
    this.flow?.resume();
  }

  close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.flow?.pause();
  }
}
