/**
 * Thinking: `never`; `off` or `on` by default; `always`. `cap` is what `max_tokens` counts: the answer alone, or reasoning
 * and answer together. Newer models answer in another dialect: other key order, no fingerprint, "" where older ones say null.
 */
export interface SimulatedModel {
  readonly id: string;
  readonly context: number;
  readonly maxInput: number;
  readonly maxOutput: number;
  readonly thinking: 'never' | 'off' | 'on' | 'always';
  /** The largest `thinking_budget`. */
  readonly maxThinking: number;
  readonly dialect: 'older' | 'newer';
  readonly cap: 'answer' | 'total';
  /** Plain answers are refused. */
  readonly isStreamOnly: boolean;
  /** Plain answers are refused while it thinks. */
  readonly isThinkingStreamOnly: boolean;
  readonly hasJsonSchema: boolean;
  /** Knows `reasoning_effort`. */
  readonly hasEffort: boolean;
  /** `all` where it is not published that it takes text only. */
  readonly input: 'text' | 'all';
}

type Kind = Omit<SimulatedModel, 'id' | 'context' | 'maxInput' | 'maxOutput'>;
type Size = readonly [context: number, maxInput: number, maxOutput: number];

const older: Kind = {
  thinking: 'never',
  maxThinking: 38_912,
  dialect: 'older',
  cap: 'answer',
  isStreamOnly: false,
  isThinkingStreamOnly: false,
  hasJsonSchema: false,
  hasEffort: false,
  input: 'all',
};
const olderText: Kind = { ...older, input: 'text' };
const olderHybrid: Kind = { ...older, thinking: 'off', maxThinking: 81_920 };
const openQwen3: Kind = { ...older, thinking: 'on', isThinkingStreamOnly: true };
const olderThinker: Kind = { ...older, thinking: 'always', maxThinking: 81_920 };
const streamOnly: Kind = { ...older, isStreamOnly: true };
const reasoner: Kind = { ...streamOnly, thinking: 'always', maxThinking: 32_768 };

const newer: Kind = { ...older, thinking: 'on', maxThinking: 81_920, dialect: 'newer' };
const qwen37: Kind = { ...newer, hasJsonSchema: true };
const qwen38: Kind = { ...qwen37, maxThinking: 262_144, hasEffort: true };
const qwen4: Kind = { ...qwen38, cap: 'total' };
const newerOff: Kind = { ...newer, thinking: 'off' };
const newerThinker: Kind = { ...newer, thinking: 'always' };
const totalCap: Kind = { ...newer, cap: 'total', hasEffort: true };

const MILLION: Size = [1_000_000, 991_808, 65_536];
const LARGE: Size = [1_000_000, 991_808, 131_072];
const MILLION_32K: Size = [1_000_000, 997_952, 32_768];
const QWEN3_OPEN: Size = [131_072, 129_024, 16_384];
const VISION: Size = [262_144, 260_096, 32_768];
const KIMI: Size = [262_144, 229_376, 16_384];

function family(kind: Kind, size: Size, ids: readonly string[]): readonly SimulatedModel[] {
  const [context, maxInput, maxOutput] = size;
  return ids.map((id) => ({ id, context, maxInput, maxOutput, ...kind }));
}

/** The chat models, from the catalogue as it was in autumn 2026. Where a size is not published it is that of a sibling. */
const MODELS: readonly SimulatedModel[] = [
  ...family(qwen4, LARGE, ['qwen4-max-preview']),
  ...family(qwen38, LARGE, ['qwen3.8-max', 'qwen3.8-flash', 'qwen3.8-2.4t-a95b']),
  ...family(qwen37, MILLION, ['qwen3.7-max', 'qwen3.7-plus', 'qwen3.7-flash']),
  ...family({ ...qwen37, thinking: 'always' }, MILLION, ['qwen3.7-max-preview']),
  ...family(newer, MILLION, ['qwen3.6-plus', 'qwen3.6-flash', 'qwen3.5-plus', 'qwen3.5-flash']),
  ...family(newerOff, [262_144, 258_048, 65_536], ['qwen3-max']),
  ...family(olderText, [32_768, 30_720, 8_192], ['qwen-max', 'qwen-plus-character']),
  ...family({ ...olderHybrid, input: 'text' }, MILLION_32K, ['qwen-plus', 'qwen-plus-latest', 'qwen-flash']),
  ...family(olderHybrid, [131_072, 98_304, 16_384], ['qwen-turbo']),
  ...family(older, [10_000_000, 10_000_000, 8_192], ['qwen-long']),
  ...family(olderText, [1_000_000, 997_952, 65_536], ['qwen3-coder-plus', 'qwen3-coder-flash']),
  ...family(reasoner, [131_072, 98_304, 8_192], ['qwq-plus', 'qvq-max']),
  ...family(openQwen3, QWEN3_OPEN, [
    'qwen3-235b-a22b',
    'qwen3-32b',
    'qwen3-30b-a3b',
    'qwen3-14b',
    'qwen3-8b',
  ]),
  ...family(older, QWEN3_OPEN, ['qwen3-235b-a22b-instruct-2507', 'qwen3-30b-a3b-instruct-2507']),
  ...family(olderThinker, QWEN3_OPEN, ['qwen3-235b-a22b-thinking-2507', 'qwen3-30b-a3b-thinking-2507']),
  ...family(olderHybrid, VISION, ['qwen3-vl-plus', 'qwen3-vl-flash', 'qwen3-vl-flash-us']),
  ...family(older, [131_072, 129_024, 8_192], ['qwen-vl-max', 'qwen-vl-plus']),
  ...family({ ...newerOff, isStreamOnly: true }, [262_144, 196_608, 65_536], ['qwen3.5-omni-plus']),
  ...family(streamOnly, [65_536, 49_152, 16_384], ['qwen3-omni-flash', 'qwen-omni-turbo']),
  ...family(newerOff, [262_144, 196_608, 65_536], ['qwen3.8-omni-flash']),
  ...family(older, [16_384, 8_192, 8_192], ['qwen-mt-plus', 'qwen-mt-flash', 'qwen3-asr-flash']),
  ...family(older, [262_144, 253_952, 32_768], ['qwen-doc-turbo']),
  ...family(totalCap, [1_000_000, 1_000_000, 393_216], ['deepseek-v4-pro', 'deepseek-v4-flash']),
  ...family(newerOff, [131_072, 98_304, 65_536], ['deepseek-v3.2', 'siliconflow/deepseek-v3.2']),
  ...family(olderThinker, [131_072, 98_304, 16_384], ['deepseek-r1']),
  ...family(newerThinker, KIMI, ['kimi-k3', 'kimi-k2.7-code']),
  ...family(newer, KIMI, ['kimi-k2.6', 'kimi-k2.5', 'kimi/kimi-k2.5']),
  ...family({ ...totalCap, thinking: 'always' }, [202_745, 202_745, 131_072], ['glm-5.3']),
  ...family(totalCap, [202_745, 202_745, 131_072], ['glm-5.2']),
  ...family({ ...newer, hasEffort: true }, [202_745, 202_745, 131_072], ['glm-5.1']),
  ...family({ ...newer, hasEffort: true }, [202_752, 169_984, 16_384], ['glm-5', 'glm-4.7', 'ZHIPU/GLM-5']),
  ...family(newerThinker, [204_800, 196_608, 131_072], ['MiniMax-M2.5', 'MiniMax/MiniMax-M2.5']),
  ...family(newer, [204_800, 196_608, 131_072], ['MiniMax-M3', 'xiaomi/mimo-v2.5-pro']),
];

/** By id, which is case-sensitive. */
export const SIMULATED_MODELS: ReadonlyMap<string, SimulatedModel> = new Map(
  MODELS.map((model) => [model.id, model]),
);

/** Models that exist, but not behind chat completions. They are missing in the list of models, as in the real one. */
export const MODELS_OF_OTHER_DOORS: ReadonlySet<string> = new Set([
  'text-embedding-v1',
  'text-embedding-v2',
  'text-embedding-v3',
  'text-embedding-v4',
  'qwen3.7-text-embedding',
  'qwen3.7-text-embedding-flash',
  'qwen3-rerank',
]);
