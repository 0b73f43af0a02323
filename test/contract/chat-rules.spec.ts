import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../src/contracts/gateway-error.js';
import { CHAT_RULES } from '../../src/providers/bailian/params/chat-rules.js';
import { parseChatRequest } from '../../src/simulator/chat/parse-chat-request.js';
import { prepareChat } from '../support/prepare-chat.js';
import { RULE_CASES, type RuleCase } from './chat-rule-cases.js';

/** What becomes of a request, with all rules or without one. */
function tryOut({ model, send, options }: RuleCase, without?: string) {
  try {
    const { body, adaptations } = prepareChat({ model, ...send }, { ...options, without });
    return { body: body as Readonly<Record<string, unknown>>, adaptations, isTaken: isTaken(body) };
  } catch (error) {
    if (error instanceof GatewayError) return { refused: error.details.param, kind: error.kindName };
    throw error;
  }
}

function isTaken(body: unknown): boolean {
  try {
    parseChatRequest(body);
    return true;
  } catch {
    return false;
  }
}

function isAsWanted({ wire = {}, refused }: RuleCase, outcome: ReturnType<typeof tryOut>): boolean {
  if (outcome.body === undefined) return refused !== undefined && outcome.refused === refused;
  const { body } = outcome;
  return (
    refused === undefined &&
    Object.entries(wire).every(([field, value]) => JSON.stringify(body[field]) === JSON.stringify(value))
  );
}

const TITLED = RULE_CASES.map((one) => ({
  ...one,
  title: `${one.rule}: ${one.model} with ${JSON.stringify(one.send).slice(0, 80)}`,
}));

describe('the rules for chat', () => {
  it('have a case each', () => {
    expect(new Set(RULE_CASES.map(({ rule }) => rule))).toEqual(new Set(CHAT_RULES.map(({ id }) => id)));
  });

  it.each(TITLED)('$title', (one) => {
    const outcome = tryOut(one);
    expect(isAsWanted(one, outcome), JSON.stringify(outcome).slice(0, 1_000)).toBe(true);
    if (one.refused !== undefined) {
      expect(outcome).toEqual({ refused: one.refused, kind: 'invalid_request' });
    } else {
      expect(outcome).toMatchObject({ isTaken: true, adaptations: one.adapted });
    }
  });

  it.each(TITLED)('and without it not: $title', (one) => {
    const outcome = tryOut(one, one.rule);
    expect(isAsWanted(one, outcome) && outcome.isTaken !== false).toBe(false);
    expect(outcome.isTaken).toBe(one.isTakenWithout === true);
  });
});
