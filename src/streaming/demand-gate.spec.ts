import { describe, expect, it } from 'vitest';
import { DemandGate } from './demand-gate.js';

function recordFlow() {
  const steps: string[] = [];
  return { steps, flow: { pause: () => steps.push('pause'), resume: () => steps.push('resume') } };
}

describe('DemandGate', () => {
  it('passes each change on once', () => {
    const { steps, flow } = recordFlow();
    const gate = new DemandGate();
    gate.attach(flow);
    gate.open();
    gate.close();
    gate.close();
    gate.open();
    gate.open();
    expect(steps).toEqual(['pause', 'resume']);
  });

  it('pauses a flow that is attached while it is closed', () => {
    const { steps, flow } = recordFlow();
    const gate = new DemandGate();
    gate.close();
    gate.attach(flow);
    expect(steps).toEqual(['pause']);
    gate.open();
    expect(steps).toEqual(['pause', 'resume']);
  });

  it('leaves a flow alone that another has replaced', () => {
    const first = recordFlow();
    const second = recordFlow();
    const gate = new DemandGate();
    gate.attach(first.flow);
    gate.attach(second.flow);
    gate.close();
    expect(first.steps).toEqual([]);
    expect(second.steps).toEqual(['pause']);
  });
});
